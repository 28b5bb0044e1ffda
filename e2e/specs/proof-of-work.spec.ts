import { randomUUID } from 'node:crypto';
import { solveChallenge } from 'altcha-lib/v1';
import type { Page } from '@playwright/test';
import { refused } from '../support/complaints.ts';
import { Server } from '../support/server.ts';
import { expect, test as base } from '../support/test.ts';

const test = base.extend<object, { server: Server }>({
  server: [
    async ({ postgres }, use) => {
      const server = await Server.start(postgres, { WIZYTA_PROOF_OF_WORK: 'on' });
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
});

/** The solutions that the page sends with its bookings. */
function sentBy(page: Page): string[] {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/bookings')) {
      sent.push(request.headers()['proof-of-work'] ?? '');
    }
  });
  return sent;
}

test('a resident notices nothing of the work', async ({ page, booking, visit, server, email, hourOf }) => {
  const sent = sentBy(page);
  const worker = page.waitForEvent('worker');
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  expect((await worker).url(), 'the work began before anybody asked for the booking').toContain('/assets/solver-');
  await expect(booking.alert).toHaveCount(0);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(sent).toHaveLength(1);
  expect(JSON.parse(atob(sent[0])).algorithm).toBe('SHA-256');
  await server.mailbox.letterTo(email);
});

test('work that is too old is done again without a word', async ({ page, booking, visit, email, complaints, hourOf }) => {
  complaints.expect(refused(403));
  const sent = sentBy(page);
  let stale = true;
  await page.route('**/api/v1/challenge', async (route) => {
    const answer = await route.fetch();
    const challenge = await answer.json();
    // As if it had expired: the server refuses whatever solves it.
    if (stale) challenge.signature = '0'.repeat(64);
    stale = false;
    await route.fulfill({ response: answer, json: challenge });
  });
  await booking.open();
  await booking.fillIn(await hourOf('sprawy-obywatelskie'), email);
  await booking.book.click();
  await expect(visit.booked).toBeVisible();
  expect(sent, 'the same booking, with new work').toHaveLength(2);
  expect(sent[0]).not.toBe(sent[1]);
});

test("ALTCHA's own library solves our challenges", async ({ server, email, hourOf }) => {
  const { service, date, time } = await hourOf('sprawy-obywatelskie');
  const get = async (path: string) => (await fetch(`${server.url}/api/v1${path}`)).json();
  const { algorithm, challenge, maxnumber, salt, signature } = await get('/challenge');
  const solution = await solveChallenge(challenge, salt, algorithm, maxnumber).promise;
  expect(solution).not.toBeNull();
  const { version } = await get('/terms');
  const book = (proof: object) =>
    fetch(`${server.url}/api/v1/bookings`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        'Proof-Of-Work': btoa(JSON.stringify(proof)),
      },
      body: JSON.stringify({ service_id: service, date, time, email, terms_version: version }),
    });
  const proof = { algorithm, challenge, number: solution!.number, salt, signature };
  const wrong = await book({ ...proof, number: solution!.number + 1 });
  expect([wrong.status, (await wrong.json()).code]).toEqual([403, 'proof-of-work-invalid']);
  expect((await book(proof)).status).toBe(201);
  expect((await book(proof)).status, 'a solution pays once').toBe(403);
});
