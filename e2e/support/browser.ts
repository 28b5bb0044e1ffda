/** Debian's Chromium: the one that CI keeps up to date. */
export const launchOptions = {
  executablePath: process.env.WIZYTA_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** What is the same on every screen. The zone is not the office's, so that a page that took the browser's would fail. */
export const shared = {
  locale: 'pl-PL',
  timezoneId: 'Pacific/Auckland',
  contextOptions: { reducedMotion: 'reduce' as const },
};

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true };
export const desktop = { viewport: { width: 1280, height: 900 } };

/** The terminals of a hall, upright and lying. */
export const terminals = {
  portrait: { width: 1080, height: 1920 },
  square: { width: 1280, height: 1024 },
  landscape: { width: 1920, height: 1080 },
  tablet: { width: 768, height: 1024 },
};
export const kiosk = { viewport: terminals.portrait, hasTouch: true };
