// Finds the number whose SHA-256 behind the salt is the challenge (ALTCHA). A worker, so that the page goes on meanwhile;
// SubtleCrypto would need HTTPS and a promise for each number.

const STEPS = new Int32Array(64);
const START = new Int32Array(8);
const fraction = (x) => ((x % 1) * 2 ** 32) | 0;
for (let n = 2, found = 0; found < 64; n += 1) {
  let prime = true;
  for (let d = 2; d * d <= n; d += 1) prime &&= n % d > 0;
  if (!prime) continue;
  if (found < 8) START[found] = fraction(n ** (1 / 2));
  STEPS[found] = fraction(n ** (1 / 3));
  found += 1;
}

const words = new Int32Array(64);
const turn = (x, by) => (x >>> by) | (x << (32 - by));

// The hash of ASCII `text`, as eight words.
function sha256(text) {
  const hash = START.slice();
  const blocks = (text.length + 72) >> 6;
  for (let block = 0; block < blocks; block += 1) {
    words.fill(0);
    for (let i = 0; i < 64; i += 1) {
      const at = block * 64 + i;
      const byte = at < text.length ? text.charCodeAt(at) : at === text.length ? 128 : 0;
      words[i >> 2] |= byte << (24 - (i & 3) * 8);
    }
    if (block === blocks - 1) words[15] = text.length * 8;
    for (let i = 16; i < 64; i += 1) {
      const [x, y] = [words[i - 15], words[i - 2]];
      words[i] = words[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + words[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = hash;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + STEPS[i] + words[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (hash[i] += word));
  }
  return hash;
}

onmessage = ({ data: { algorithm, challenge, maxnumber, salt, signature } }) => {
  const wanted = START.map((_, i) => parseInt(challenge.slice(i * 8, i * 8 + 8), 16));
  for (let number = 0; number <= maxnumber; number += 1) {
    const hash = sha256(salt + number);
    if (hash[0] === wanted[0] && hash.every((word, i) => word === wanted[i])) {
      postMessage(btoa(JSON.stringify({ algorithm, challenge, number, salt, signature })));
      return;
    }
  }
  postMessage("");
};
