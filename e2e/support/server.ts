import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { Api } from './api.ts';
import { type Database, postgresOn, sqliteIn } from './database.ts';
import { Mailbox } from './mailbox.ts';

/** A running Wizyta with the sample office, a database and a mail folder of its own. */
export class Server {
  private constructor(
    readonly url: string,
    readonly mailbox: Mailbox,
    private readonly process: ChildProcess,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly folder: string,
    private readonly database: Database,
  ) {}

  /** Starts one on a free port: on SQLite, or on the PostgreSQL server at `postgres`; with the office that `office` describes,
   * or that stands in the file of this name, instead of the sample. */
  static async start(postgres: string | undefined, settings: Record<string, string> = {}, office?: string): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'wizyta-e2e-'));
    const database = postgres ? await postgresOn(postgres) : sqliteIn(folder);
    const mail = join(folder, 'mail');
    const environment = {
      WIZYTA_BIND: '127.0.0.1:0',
      WIZYTA_DATABASE_URL: database.url,
      WIZYTA_MAIL_DIR: mail,
      WIZYTA_RATE_LIMITS: 'off',
      WIZYTA_FREED_PLACE_DELAY: '0',
      // Hours are held where a test is about that: others come and go at hours that the page has chosen.
      WIZYTA_HOLD_MINUTES: '0',
      ...settings,
    };
    if (office) {
      const file = office.endsWith('.toml') ? office : join(folder, 'office.toml');
      if (file !== office) await writeFile(file, office);
      await promisify(execFile)(binary(), ['import', file], { cwd: folder, env: environment });
    }
    const process = spawn(binary(), ['serve'], { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const url = await address(process);
    return new Server(url, new Mailbox(mail), process, environment, folder, database);
  }

  /** Stops it and takes away what it kept. */
  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = once(this.process, 'exit');
      this.process.kill('SIGTERM');
      await ended;
    }
    await this.database.drop();
    await rm(this.folder, { recursive: true, force: true });
  }

  get api(): Api {
    return new Api(this.url);
  }

  /** A token for a ticket kiosk of the office, or for another role. */
  async kioskToken(role = 'kiosk'): Promise<string> {
    const options = { cwd: this.folder, env: this.environment };
    const { stdout } = await promisify(execFile)(binary(), ['token', 'create', '--role', role], options);
    return stdout.trim();
  }
}

function binary(): string {
  const path = process.env.WIZYTA_BIN;
  if (!path) throw new Error('WIZYTA_BIN must name the wizyta binary: cargo build -p backend makes target/debug/wizyta');
  return resolve(path);
}

/** Waits for the line that tells where the server listens. The log is read on, lest the server wait for a reader. */
function address(process: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    const said: string[] = [];
    for (const stream of [process.stdout, process.stderr]) {
      createInterface({ input: stream! }).on('line', (line) => {
        said.push(line);
        const match = /Serving on (http:\/\/[\d.:]+)/.exec(line);
        if (match) found(match[1]);
      });
    }
    process.once('error', failed);
    process.once('exit', (code) => failed(new Error(`wizyta ended with ${code}:\n${said.join('\n')}`)));
  });
}
