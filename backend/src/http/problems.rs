//! The page that the `type` of a problem leads to: what each code means, in the reader's language.

use super::asset::{Representation, encoded};
use super::conditional::language;
use crate::problem::ApiError;
use crate::store::rendered::Rendered;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get};
use shared::texts::{legal, problem_detail, problem_title};
use shared::{Language, ProblemCode};
use std::fmt::Write as _;

/// Where the page is.
pub const PATH: &str = "/api/docs/problems";

/// All problems with their status and words.
#[get("/api/docs/problems")]
pub(crate) async fn show_problems(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    let language = language(request.headers());
    let page = Rendered::new(page(language).into());
    let representation = Representation {
        status: StatusCode::OK,
        content_type: "text/html; charset=utf-8",
        cache_control: "no-cache",
        etag: &page.etag,
        language: Some(language),
    };
    Ok(representation.respond(request.headers(), |encoding| encoded(&page, encoding)))
}

fn page(language: Language) -> String {
    let titles = problem_title::Texts::of(language);
    let details = problem_detail::Texts::of(language);
    let legal = legal::Texts::of(language);
    let heading = escape(legal.problems_title);
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{heading} – Wizyta</title>\n<link rel=\"stylesheet\" href=\"/api/docs/explorer.css\">\n\
         <main class=\"problems\">\n<h1>{heading}</h1>\n"
    );
    for code in ProblemCode::ALL {
        let id = code.as_str();
        let title = escape(titles.get(id).unwrap_or_default());
        let detail = escape(&without_values(details.get(id).unwrap_or_default()));
        let status = code.status();
        let _ = write!(page, "<h2 id=\"{id}\"><code>{id}</code> {status}</h2>\n<p><b>{title}</b> {detail}</p>\n");
    }
    page.push_str("</main>\n</html>\n");
    page
}

/// A sentence as it stands in no answer yet: `{when}` and the like are an ellipsis.
fn without_values(text: &str) -> String {
    let mut parts = text.split('{');
    let mut said = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.split_once('}').map_or(part, |(_, after)| after);
        said.push('…');
        said.push_str(after.strip_prefix('.').unwrap_or(after));
    }
    said
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
