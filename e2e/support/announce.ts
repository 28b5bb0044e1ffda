/** Says loudly what is left out. */
export default function announce(): void {
  if (!process.env.WIZYTA_TEST_POSTGRES_URL) {
    console.warn('\n*** WIZYTA_TEST_POSTGRES_URL is not set: nothing is tested on PostgreSQL ***\n');
  }
}
