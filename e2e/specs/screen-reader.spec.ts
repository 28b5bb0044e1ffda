import { Announcements } from '../support/announcements.ts';
import { withOffice, withServices } from '../support/answers.ts';
import { refused } from '../support/complaints.ts';
import { expect, test } from '../support/test.ts';

test('by ear alone: every part has its name, what changes is said, and the focus is where the way goes on', async ({
  page,
  booking,
  visit,
  server,
  texts,
  email,
  complaints,
  hourOf,
}) => {
  complaints.expect(refused(409));
  await withOffice(page, { phone: '77 444 55 66', map_url: 'https://maps.example/' });
  await withServices(page, { details_url: 'https://e-uslugi.example/prawa-jazdy' });
  const heard = await Announcements.of(page);
  const hears = (words: string | RegExp) => expect.poll(async () => (await heard.all()).join('\n')).toMatch(words);
  const hour = await hourOf('prawa-jazdy');

  await booking.open();
  await expect(page.locator('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Rezerwacja wizyty w Centrum Usług Publicznych w Opolu" [level=1]
      - region "Usługa":
        - heading "Usługa" [level=2]
        - combobox "Wybierz usługę z listy poniżej":
          - option "– wybierz usługę –" [selected]
  `);

  // The drop-down keeps the focus, since arrows choose in it; what has come below is said.
  await booking.service.focus();
  await booking.chooseService(hour.service);
  await hears(/Najbliższy wolny termin: /);
  await expect(booking.service).toBeFocused();
  await expect(page.getByRole('region', { name: 'Twój e-mail' })).toMatchAriaSnapshot(`
    - region "Twój e-mail":
      - heading "Twój e-mail" [level=2]
      - paragraph: Wyślemy na niego potwierdzenie i kod rezerwacji.
      - textbox "Adres e-mail"
  `);
  await expect(booking.email).toHaveAccessibleDescription(texts.get('email-hint'));
  await expect(page.getByRole('region', { name: 'Wybierz dzień' })).toMatchAriaSnapshot(`
    - region "Wybierz dzień":
      - heading "Wybierz dzień" [level=2]
      - button "Poprzedni miesiąc"
      - heading /\\S+ 20\\d\\d/ [level=3]
      - button "Następny miesiąc"
      - button /Najbliższy wolny termin/
      - grid /\\S+ 20\\d\\d/:
        - rowgroup:
          - row:
            - columnheader "pn"
            - columnheader "wt"
            - columnheader "śr"
            - columnheader "cz"
            - columnheader "pt"
            - columnheader "so"
            - columnheader "nd"
      - button "Pokaż jako listę"
      - list "Co oznaczają znaki w kalendarzu":
        - listitem: Są wolne terminy
        - listitem: Brak wolnych terminów
        - listitem: Terminy jeszcze nieudostępnione
        - listitem: Urząd nieczynny
        - listitem: dziś
  `);
  await expect(booking.calendar).toHaveAccessibleDescription(texts.get('grid-help'));

  // A likely slip is asked about aloud.
  await booking.email.fill(email.replace('example.pl', 'gmial.com'));
  await booking.email.blur();
  await hears(texts.get('email-typo', { email: email.replace('example.pl', 'gmail.com') }));

  await booking.chooseDay(hour.date);
  const first = page.getByRole('radio').first();
  await expect(first).toBeFocused();
  const morning = page.getByRole('group', { name: 'Przed południem' });
  await expect(morning).toHaveAccessibleDescription(/\d{4}/);
  await expect(booking.day(hour.date)).toHaveAccessibleName(/wybrano$/);

  await booking.chooseHour(hour.time);
  await booking.email.fill('anna@');
  await booking.book.click();
  await expect(booking.alert).toBeFocused();
  await expect(booking.alert).toMatchAriaSnapshot(`
    - alert:
      - heading "Popraw błędy, aby przejść dalej" [level=2]
      - list:
        - listitem:
          - link "Podaj pełny adres e-mail, np. imie.nazwisko@example.pl."
        - listitem:
          - link "Zaakceptuj regulamin, aby zarezerwować wizytę."
  `);
  expect(await page.evaluate(() => document.querySelector('main')!.querySelector('h1, [role=alert]')!.role), 'first of all').toBe('alert');
  await booking.email.fill(email);
  await booking.terms.check();
  await expect(booking.summary).toMatchAriaSnapshot(`
    - complementary "Sprawdź i zarezerwuj":
      - heading "Sprawdź i zarezerwuj" [level=2]
      - term: Data
      - definition: /\\d{4}/
      - definition:
        - link "Zmień dzień"
      - term: Godzina
      - definition: /\\d+:\\d\\d/
      - definition:
        - link "Zmień godzinę"
      - term: Usługa
      - definition: Prawa jazdy
      - definition:
        - link "Zmień usługę"
      - term: E-mail
      - definition: ${email}
      - definition:
        - link "Zmień adres e-mail"
      - term: Miejsce
      - button "Zarezerwuj"
  `);

  // Somebody is quicker: it is said, with the nearest hours and the telephone.
  await server.api.fill(hour);
  await booking.book.click();
  await expect(booking.alert).toBeFocused();
  await hears(texts.get('err-taken'));
  await expect(booking.alert.getByRole('heading', { name: 'Najbliższe wolne godziny' })).toBeVisible();
  await expect(booking.alert.getByRole('link', { name: '77 444 55 66' })).toBeVisible();
  await booking.alert.getByRole('button').first().click();
  await expect(page.getByRole('heading', { name: 'Sprawdź i zarezerwuj' })).toBeFocused();
  await booking.book.click();

  await expect(visit.booked).toBeFocused();
  await expect(visit.letterSent).toBeVisible();
  await expect(page.locator('main')).toMatchAriaSnapshot(`
    - main:
      - heading "Wizyta zarezerwowana" [level=1]
      - region "Wizyta zarezerwowana":
        - term: Usługa
        - definition: Prawa jazdy
        - term: Miejsce
        - definition:
          - link "Pokaż na mapie (otwiera się w nowej karcie)"
        - button "Dodaj do kalendarza"
        - button "Drukuj"
      - region "Kod rezerwacji":
        - heading "Kod rezerwacji" [level=2]
        - status: /Kod rezerwacji wysłaliśmy/
        - button "Wyślij ponownie"
        - button "Popraw adres e-mail"
      - region "Co przygotować":
        - heading "Co przygotować" [level=2]
        - paragraph:
          - link "Jakie dokumenty przygotować (otwiera się w nowej karcie)"
      - region "Co dalej":
        - heading "Co dalej" [level=2]
        - list:
          - listitem: /Bilet pobierzesz w biletomacie od godz\\. \\d+:\\d\\d do godz\\. \\d+:\\d\\d\\./
          - listitem: /Umówiona wizyta/
          - listitem: /Zachowaj bilet/
      - region "Nie możesz przyjść?":
        - button "Odwołaj wizytę"
      - region "Twoje dane":
        - button "Usuń tę wizytę z tego urządzenia"
        - button "Usuń moje dane"
      - paragraph:
        - link "Zarezerwuj nową wizytę"
  `);
  await visit.cancel.click();
  await expect(page.getByRole('group', { name: texts.get('cancel-ask') })).toBeVisible();
  await expect(page.locator('#cancel-question')).toBeFocused();
  await visit.confirmCancel.click();
  await expect(visit.cancelled).toBeFocused();
});
