import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';

/** A database of its own, and how to take it away. */
export interface Database {
  url: string;
  drop: () => Promise<void>;
}

/** A new SQLite file; it goes with its folder. */
export function sqliteIn(folder: string): Database {
  return { url: `sqlite://${join(folder, 'wizyta.db')}`, drop: async () => {} };
}

/** A new database on the PostgreSQL server at `server`. */
export async function postgresOn(server: string): Promise<Database> {
  const name = `wizyta_e2e_${randomUUID().replaceAll('-', '')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
