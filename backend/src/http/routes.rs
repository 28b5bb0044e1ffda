//! Which paths there are, and with which methods: for 405, `OPTIONS` and CORS. The framework answers a known path with a
//! wrong method like an unknown path; this table, made from the API description, tells them apart.

use actix_web::http::Method;
use utoipa::openapi::{OpenApi, PathItem};

/// All paths with their methods.
#[derive(Debug, Default)]
pub struct Routes(Vec<Route>);

#[derive(Debug)]
struct Route {
    segments: Vec<Segment>,
    methods: Vec<Method>,
}

#[derive(Debug)]
enum Segment {
    Literal(String),
    Any,
}

impl Routes {
    /// The paths that the description names.
    pub fn of(api: &OpenApi) -> Self {
        let routes = api.paths.paths.iter().map(|(path, item)| Route::new(path, methods(item)));
        Self(routes.collect())
    }

    /// Adds a path that a form is sent to.
    #[must_use]
    pub fn with_form(mut self, path: &str) -> Self {
        self.0.push(Route::new(path, vec![Method::POST]));
        self
    }

    /// Adds a path that can be read only.
    #[must_use]
    pub fn with_page(mut self, path: &str) -> Self {
        self.0.push(Route::new(path, vec![Method::GET]));
        self
    }

    /// The methods of a path; none if there is no such path. `HEAD` goes with `GET`, `OPTIONS` with everything.
    pub fn methods(&self, path: &str) -> Option<Vec<Method>> {
        let segments: Vec<&str> = path.split('/').collect();
        let mut found = self.0.iter().filter(|route| route.matches(&segments)).peekable();
        found.peek()?;
        let mut methods: Vec<Method> = found.flat_map(|route| route.methods.iter().cloned()).collect();
        if methods.contains(&Method::GET) {
            methods.push(Method::HEAD);
        }
        methods.push(Method::OPTIONS);
        methods.sort_by(|a, b| a.as_str().cmp(b.as_str()));
        methods.dedup();
        Some(methods)
    }

    /// The value of `Allow` for a path.
    pub fn allow(&self, path: &str) -> Option<String> {
        let methods = self.methods(path)?;
        Some(methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", "))
    }
}

impl Route {
    fn new(path: &str, methods: Vec<Method>) -> Self {
        let segment = |text: &str| if text.starts_with('{') { Segment::Any } else { Segment::Literal(text.to_owned()) };
        Self { segments: path.split('/').map(segment).collect(), methods }
    }

    fn matches(&self, path: &[&str]) -> bool {
        self.segments.len() == path.len()
            && self.segments.iter().zip(path).all(|(segment, text)| match segment {
                Segment::Literal(literal) => literal == text,
                Segment::Any => !text.is_empty(),
            })
    }
}

fn methods(item: &PathItem) -> Vec<Method> {
    let all = [
        (item.get.is_some(), Method::GET),
        (item.put.is_some(), Method::PUT),
        (item.post.is_some(), Method::POST),
        (item.patch.is_some(), Method::PATCH),
        (item.delete.is_some(), Method::DELETE),
    ];
    all.into_iter().filter_map(|(there, method)| there.then_some(method)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Method, Route, Routes};

    #[test]
    fn a_path_has_the_methods_of_all_routes_that_match_it() {
        let routes = Routes(vec![
            Route::new("/bookings", vec![Method::POST]),
            Route::new("/bookings/{id}", vec![Method::GET, Method::PATCH]),
        ]);
        assert_eq!(routes.allow("/bookings").as_deref(), Some("OPTIONS, POST"));
        assert_eq!(routes.allow("/bookings/1").as_deref(), Some("GET, HEAD, OPTIONS, PATCH"));
        assert_eq!(routes.allow("/bookings/"), None);
        assert_eq!(routes.allow("/bookings/1/x"), None);
    }
}
