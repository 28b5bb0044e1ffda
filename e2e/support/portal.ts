import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of the city that shows the booking page in a frame, as README says how. */
export class Portal {
  /** What its frame shows. */
  shown = '';

  private constructor(private readonly server: Server) {}

  /** Starts one on a free port. */
  static async start(): Promise<Portal> {
    const server = createServer();
    const portal = new Portal(server);
    server.on('request', (_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(portal.page());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return portal;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** By another name than the booking page's, and so another site: a browser keeps their storage apart. */
  get url(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  private page(): string {
    return `<!doctype html><html lang="pl"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
      <title>Miasto</title><style>body { margin: 0 } iframe { border: 0; width: 100%; height: 90vh }</style>
      <h1>Miasto</h1><p><a href="#pod" id="before">Przed ramką</a></p>
      <iframe src="${this.shown}" title="Rezerwacja wizyty" referrerpolicy="no-referrer"></iframe>
      <p id="pod"><a href="#before" id="after">Za ramką</a></p></html>`;
  }
}
