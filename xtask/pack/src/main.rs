//! Turns the compiled frontend into `frontend/dist`, the files that a browser loads.
//!
//! # The convention
//! Sources, all in `frontend/`:
//!
//! | source | becomes |
//! | --- | --- |
//! | `index.html`, `kiosk.html` | the same, templates (below) |
//! | `assets/style/*.css` | `/assets/style.css`: all of them, in the order of their names |
//! | `assets/style/kiosk/*.css` | `/assets/kiosk.css`: the tokens of the style above, then all of them |
//! | `assets/**` otherwise | `/assets/<path>`, for example `loader.js` and the icons |
//! | `public/**` | `/<path>`, for what must keep its name: `sw.js`, `robots.txt`; names of assets and texts are filled in |
//! | `shared/locales` | `/assets/<bundle>.<language>.txt`: the texts of one language that a program loads |
//! | the residents' program | `/assets/app.js` (the glue of wasm-bindgen), `/assets/app_bg.wasm` and, for its later parts, `/assets/app_<part>.wasm` |
//! | the kiosk's program | `/assets/kiosk.js` and `/assets/kiosk_bg.wasm` |
//!
//! - Every `/assets/<path>` written in a document, in a `.js`, `.css`, `.svg`, `.json` or `.webmanifest` file becomes
//!   the hashed name (`style.css` → `style-1a2b3c4d5e6f7a8b.css`), so that a browser may keep it for ever. A name that
//!   is not there stops the build. Rust code can't name an asset: put it into the CSS, or into the document.
//! - The page allows no inline script. `index.html` loads `/assets/loader.js` as a module, which does
//!   `import init from '/assets/app.js'; await init();` (the glue knows the hashed name of its module), and keeps the
//!   `modulepreload` and `preload` links, so that both downloads begin at once.
//! - `{{pl.key}}` in `index.html` is that text of `shared/locales/pl/page.toml`, escaped; any language, any depth. In
//!   `kiosk.html` it is one of `kiosk.toml`.
//! - Beside each file lie `.br` (brotli 11) and `.gz`, where they are smaller. With `--dev` there are none, nor does
//!   wasm-opt run, and all names stay long.

mod bindgen;
mod compress;
mod css;
mod dist;
mod names;
mod options;
mod pages;
mod report;
mod slim;
mod sources;
mod split;
mod stamp;
mod template;
mod texts;

use std::fs;
use std::process::ExitCode;

use anyhow::{Context, Result};

use options::Options;

fn main() -> ExitCode {
    match pack() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("The page can't be put together: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn pack() -> Result<()> {
    let options = Options::from_args(std::env::args().skip(1))?;
    let stamp = stamp::of(&options)?;
    if stamp::is_current(&options, &stamp) {
        println!("frontend/dist is up to date");
        return Ok(());
    }
    let mut sources = sources::read(&options.frontend())?;
    for page in &pages::ALL {
        sources.assets.extend(bindgen::run(&options, page)?);
    }
    sources.assets.extend(texts::files());
    let names = names::Namer::new(&sources.assets);
    let mut files = names.finish()?;
    for (name, bytes) in sources.public {
        let text = String::from_utf8(bytes).with_context(|| format!("public/{name} is not UTF-8"))?;
        let text = template::fill(&text, &options.locales(), pages::ALL[0].section).with_context(|| name.clone())?;
        files.insert(name.clone(), names.rewrite(&name, &text)?.into_bytes());
    }
    for page in &pages::ALL {
        let path = options.document(page);
        let template = fs::read_to_string(&path).with_context(|| format!("{}", path.display()))?;
        let template = template::fill(&template, &options.locales(), page.section).context(page.document)?;
        files.insert(page.document.to_owned(), names.rewrite(page.document, &template)?.into_bytes());
    }
    let compressed = if options.dev { Vec::new() } else { compress::all(&files)? };
    report::print(&files, &compressed);
    files.extend(compressed);
    dist::write(&options.dist(), &files)?;
    stamp::keep(&options, &stamp)
}
