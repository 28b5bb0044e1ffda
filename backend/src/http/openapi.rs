//! The API's description (OpenAPI 3.1), made from the handlers. Each handler names its problems by code in `x-problems`;
//! the submodule `problems` makes answers with examples of them, so that all look alike and none is forgotten; `links` says
//! what leads where.

mod links;
mod problems;

use super::asset::Asset;
use actix_web::App;
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, PathItem, RefOr, Required, ResponseBuilder};
use utoipa::{Modify, OpenApi as _};
use utoipa_actix_web::AppExt as _;

const DESCRIPTION: &str = include_str!("../../assets/explorer/introduction.md");

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "Wizyta API", license(name = "EUPL-1.2", url = "https://eupl.eu/1.2/en/")),
    tags(
        (name = "offices", description = "Where visits take place"),
        (name = "services", description = "What visits can be booked for, and when"),
        (name = "bookings", description = "Booking a visit, and what its holder can do with it"),
        (name = "kiosk", description = "The ticket kiosk in the building"),
        (name = "operations", description = "For those who run the server"),
    ),
    components(schemas(shared::Problem)),
    modifiers(&Schemes),
)]
struct Description;

struct Schemes;

impl Modify for Schemes {
    fn modify(&self, api: &mut OpenApi) {
        let bearer = |description: &str| {
            let http = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(description));
            SecurityScheme::Http(http.build())
        };
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("manage_token", bearer("A booking's `manage_token`"));
        components.add_security_scheme("api_token", bearer("A token made by `wizyta token create`"));
    }
}

/// The description and its two texts, made once.
pub struct Published {
    /// The description itself.
    pub api: OpenApi,
    /// As JSON.
    pub json: Asset,
    /// As YAML.
    pub yaml: Asset,
}

impl Published {
    /// Makes the texts.
    pub fn new() -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let api = describe();
        let json = Asset::new("application/json", api.to_pretty_json()?);
        let yaml = Asset::new("application/yaml", yaml(&api)?);
        Ok(Self { api, json, yaml })
    }
}

/// The description as YAML, as it stands in `openapi.yaml`.
pub fn yaml(api: &OpenApi) -> Result<String, Box<dyn std::error::Error + Send + Sync>> {
    Ok(format!("# Made from the code: UPDATE_OPENAPI=1 cargo test -p backend --test it openapi\n{}", api.to_yaml()?))
}

/// Describes the API.
pub fn describe() -> OpenApi {
    let app = App::new().into_utoipa_app().openapi(Description::openapi()).configure(crate::api::routes);
    let (_, mut api) = app.split_for_parts();
    DESCRIPTION.clone_into(api.info.description.get_or_insert_default());
    for (path, item) in &mut api.paths.paths {
        let limited = path.starts_with("/api/v1/");
        if limited {
            operations(item).for_each(add_language);
            // A challenge is another one each time.
            item.get.iter_mut().filter(|_| path != "/api/v1/challenge").for_each(add_condition);
        }
        operations(item).for_each(|operation| problems::add(operation, limited));
    }
    links::add(&mut api);
    api
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.patch, &mut item.put, &mut item.delete].into_iter().flatten()
}

/// Texts of every call depend on the language.
fn add_language(operation: &mut Operation) {
    add_header(operation, "Accept-Language", "Language of the texts: `pl` (default), `en`, `uk`, `de`", "en");
}

/// Every read can be asked whether it has changed.
fn add_condition(operation: &mut Operation) {
    add_header(
        operation,
        "If-None-Match",
        "Answer 304 if the answer still has this `ETag`",
        "W/\"5d41402abc4b2a76b9719d91\"",
    );
    let unchanged = ResponseBuilder::new().description("Not changed since the version that `If-None-Match` names");
    operation.responses.responses.insert("304".to_owned(), RefOr::T(unchanged.build()));
    if let Some(RefOr::T(found)) = operation.responses.responses.get_mut("200") {
        for (name, description) in [("ETag", "Version of the answer"), ("Cache-Control", "How long it may be kept")] {
            found.headers.insert(name.to_owned(), RefOr::T(text_header(description)));
        }
    }
}

fn add_header(operation: &mut Operation, name: &str, description: &str, example: &str) {
    let parameter = ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(description))
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .example(Some(example.into()));
    operation.parameters.get_or_insert_default().push(RefOr::T(parameter.build()));
}

fn text_header(description: &str) -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(description))
        .build()
}
