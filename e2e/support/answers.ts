import type { Page } from '@playwright/test';

/** A day of the calendar, as the API tells it. */
export interface Day {
  date: string;
  status: 'past' | 'closed' | 'unreleased' | 'full' | 'available';
  free: number;
  reason?: { code: string; text: string };
  released_at?: string;
}

/** Sends pages without the office and its services, so that the page asks for them. */
export async function withoutCatalogue(page: Page): Promise<void> {
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    const body = (await response.text()).replace(/<script type="application\/json" id="catalogue">.*?<\/script>/s, '');
    await route.fulfill({ response, body });
  });
}

/** Lets the page see the list at the API's `path` as `change` makes it, item by item. */
async function changed<T>(page: Page, path: string, list: string, change: (item: T) => T): Promise<void> {
  if (path !== '/days') await withoutCatalogue(page);
  await page.route(
    (url) => url.pathname.endsWith(path),
    async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      answer[list] = answer[list].map(change);
      await route.fulfill({ response, json: answer });
    },
  );
}

/** Lets the page see the calendar's days as `change` makes them. */
export const withDays = (page: Page, change: (day: Day) => Day): Promise<void> => changed(page, '/days', 'days', change);

/** Lets the page see an office that has more to say of itself than the sample. */
export const withOffice = (page: Page, more: object): Promise<void> =>
  changed(page, '/offices', 'items', (office: object) => ({ ...office, ...more }));

/** Lets the page see services that are like the sample's but for `more`. */
export const withServices = (page: Page, more: object): Promise<void> =>
  changed(page, '/services', 'items', (service: object) => ({ ...service, ...more }));

/** Lets the page see its visit otherwise than it is. */
export async function withVisit(page: Page, more: object): Promise<void> {
  await page.route('**/api/v1/bookings/*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), ...more } });
  });
}

/** Shows a calendar of a week in which every state occurs: from today, a Monday, to a Sunday in the next month. Days before `free` are full. */
export async function withWeekOfStates(page: Page, free = ''): Promise<void> {
  const day = (date: string, status: Day['status'], free = 0, more: Partial<Day> = {}): Day => ({ date, status, free, ...more });
  const near = [
    day('2027-03-29', 'past'),
    day('2027-03-30', 'full'),
    day('2027-03-31', 'available', 1),
    day('2027-04-01', 'available', 2),
    day('2027-04-02', 'available', 5),
    day('2027-04-03', 'closed', 0, { reason: { code: 'closure', text: 'Inwentaryzacja' } }),
  ];
  const full = near.map((day) => (day.date < free && day.status === 'available' ? { ...day, status: 'full', free: 0 } : day));
  const later = [day('2027-04-04', 'unreleased', 0, { released_at: '2027-03-30T00:00:00+02:00' })];
  await page.route(
    (url) => url.pathname.endsWith('/days'),
    async (route) => {
      const days = new URL(route.request().url()).searchParams.has('from') ? later : full;
      await route.fulfill({ json: { service_id: 'prawa-jazdy', timezone: 'Europe/Warsaw', days } });
    },
  );
}

/** Refuses every booking with this problem. */
export async function refuseBookings(page: Page, status: number, problem: object): Promise<void> {
  const json = { type: 'about:blank', title: '', status, request_id: '', ...problem };
  await page.route('**/api/v1/bookings', (route) => route.fulfill({ status, contentType: 'application/problem+json', json }));
}
