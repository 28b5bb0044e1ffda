import { randomUUID } from 'node:crypto';

export interface Booking {
  id: string;
  manage_token: string;
  date: string;
  time: string;
  status: string;
}

/** An hour of a service. */
export interface Hour {
  service: string;
  date: string;
  time: string;
}

/** The public API, as another resident's browser or the kiosk would use it. */
export class Api {
  constructor(private readonly origin: string) {}

  /** Days with free hours, the soonest first. Today is left out: its hours run away under a test. */
  async freeDays(service: string): Promise<string[]> {
    const { days } = await this.get(`/services/${service}/days`);
    return days.slice(1).filter((day: { status: string }) => day.status === 'available').map((day: { date: string }) => day.date);
  }

  /** The hours of a day, each with the number of its free places. */
  async hours(service: string, date: string): Promise<{ time: string; free: number }[]> {
    return (await this.get(`/services/${service}/days/${date}`)).slots;
  }

  /** How many places are free at an hour. */
  async free(hour: Hour): Promise<number> {
    const hours = await this.hours(hour.service, hour.date);
    return hours.find((slot) => slot.time === hour.time)?.free ?? 0;
  }

  /** Books an hour for somebody else, with a new address each time. */
  async book(hour: Hour, email = `${randomUUID()}@example.pl`): Promise<Booking> {
    const { version } = await this.get('/terms');
    const { service, date, time } = hour;
    const body = { service_id: service, date, time, email, terms_version: version };
    const response = await this.post('/bookings', body, { 'Idempotency-Key': randomUUID() });
    if (response.status !== 201) throw new Error(`booking: ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** Cancels a visit. */
  async cancel({ id, manage_token }: Booking): Promise<void> {
    await this.post(`/bookings/${id}/cancellation`, {}, { Authorization: `Bearer ${manage_token}` });
  }

  /** A visit as it stands. */
  async booking({ id, manage_token }: Booking): Promise<Booking> {
    const headers = { Authorization: `Bearer ${manage_token}` };
    return (await fetch(`${this.origin}/api/v1/bookings/${id}`, { headers })).json();
  }

  /** What the API answers to who asks for a booking with this token. */
  async status(id: string, token: string): Promise<number> {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(`${this.origin}/api/v1/bookings/${id}`, { headers })).status;
  }

  /** Books an hour until no place is left. */
  async fill(hour: Hour): Promise<void> {
    for (let left = await this.free(hour); left > 0; left -= 1) await this.book(hour);
  }

  /** Asks the kiosk's call for the ticket that belongs to a code. */
  async ticket(code: string, token: string): Promise<{ status: number; problem: string }> {
    const response = await this.post('/kiosk/tickets', { code }, { Authorization: `Bearer ${token}` });
    return { status: response.status, problem: (await response.json()).code };
  }

  private async get(path: string): Promise<any> {
    const response = await fetch(`${this.origin}/api/v1${path}`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  private post(path: string, body: object, headers: Record<string, string>): Promise<Response> {
    headers['Content-Type'] = 'application/json';
    return fetch(`${this.origin}/api/v1${path}`, { method: 'POST', body: JSON.stringify(body), headers });
  }
}
