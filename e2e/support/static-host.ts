import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';

const DIST = join(import.meta.dirname, '../../frontend/dist');

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

/** A web server that has the page's files and nothing else; the API is on another host. */
export class StaticHost {
  /** Where the API is, which the page learns from its meta element. */
  api = '';
  private renewed = false;

  private constructor(private readonly server: Server) {}

  /** Starts one on a free port. */
  static async start(): Promise<StaticHost> {
    const server = createServer();
    const host = new StaticHost(server);
    server.on('request', (request, response) => void host.answer(request.url ?? '/', response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return host;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** From now on it has the next version of the page, in which the style sheet has another name. */
  renewStyle(): void {
    this.renewed = true;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Addresses of the page all get its shell, files are files. */
  private async answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(url, this.url);
    const file = extname(pathname) ? pathname : '/index.html';
    try {
      const content = await readFile(join(DIST, await this.source(file)));
      response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
      response.end(['/index.html', '/sw.js'].includes(file) ? this.deployed(content.toString()) : content);
    } catch {
      response.writeHead(404).end();
    }
  }

  private async source(file: string): Promise<string> {
    if (!file.startsWith('/assets/style-renewed')) return file;
    const names = await readdir(join(DIST, 'assets'));
    return `/assets/${names.find((name) => /^style-.*\.css$/.test(name))}`;
  }

  /** What an operator does once: the API's origin into the shell. */
  private deployed(text: string): string {
    const version = this.renewed ? text.replaceAll(/style-[0-9a-f]+\.css/g, 'style-renewed.css') : text;
    return version.replace('<meta name="wizyta-api" content="">', `<meta name="wizyta-api" content="${this.api}">`);
  }
}
