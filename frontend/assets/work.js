// The proof of work that a booking may need, as long as the server asks for it. Nobody sees anything of it.

// A challenge holds for 20 minutes; an answer that none is needed, for one.
const HOLDS = 15 * 60_000;
const NONE_HOLDS = 60_000;

let begun;

// The solution for one booking, or "" if none is needed. `early` begins ahead and leaves it for the booking.
export function work(api, early) {
  // That none is needed is believed until the server says otherwise, rather than let a resident wait.
  const stale = begun && performance.now() > begun.until && (early || begun.required);
  if (!begun || stale) {
    const mine = (begun = { until: Infinity });
    mine.solution = solution(api, mine).catch(() => "");
  }
  const { solution: found } = begun;
  if (!early) begun = undefined;
  return found;
}

async function solution(api, mine) {
  const answer = await fetch(`${api}/api/v1/challenge`);
  const challenge = await answer.json();
  mine.required = challenge.required;
  mine.until = performance.now() + (mine.required ? HOLDS : NONE_HOLDS);
  if (!mine.required) return "";
  const solver = new Worker("/assets/solver.js");
  try {
    return await new Promise((solved, failed) => {
      solver.onmessage = ({ data }) => solved(data);
      solver.onerror = failed;
      solver.postMessage(challenge);
    });
  } finally {
    solver.terminate();
  }
}
