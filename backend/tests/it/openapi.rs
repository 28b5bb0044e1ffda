//! The description: up to date, and complete as far as a machine can tell.

use crate::support::app::TestApp;
use backend::http::openapi::{describe, yaml};
use serde_json::Value;
use shared::ProblemCode;
use shared::problem::FaultCode;
use std::collections::HashSet;
use std::fs;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi.yaml");

fn description() -> Value {
    serde_json::to_value(describe()).unwrap()
}

/// Each operation with its method and path.
fn operations(api: &Value) -> Vec<(String, &Value)> {
    let paths = api["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (format!("{method} {path}"), operation))
    });
    all.collect()
}

#[test]
fn openapi_yaml_equals_the_code() {
    let now = yaml(&describe()).unwrap();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        fs::write(PATH, &now).unwrap();
    }
    let kept = fs::read_to_string(PATH).unwrap_or_default();
    assert!(kept == now, "openapi.yaml is stale: UPDATE_OPENAPI=1 cargo test -p backend --test it openapi");
}

#[test]
fn every_operation_is_described() {
    let api = description();
    let mut ids = HashSet::new();
    for (name, operation) in operations(&api) {
        assert!(operation["summary"].as_str().is_some_and(|text| !text.is_empty()), "{name} has no summary");
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{name} has no operationId"));
        assert!(ids.insert(id.to_owned()), "{id} twice");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{name} has one tag");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2')), "{name} has no answer");
        assert!(responses.keys().any(|status| status.starts_with('5')), "{name} has no problem");
        for (status, response) in responses {
            assert!(!response["description"].as_str().unwrap().is_empty(), "{name} {status}");
            for (media_type, content) in response["content"].as_object().into_iter().flatten() {
                assert!(has_example(&api, content), "{name} {status} {media_type} has no example");
            }
        }
        for (media_type, content) in operation["requestBody"]["content"].as_object().into_iter().flatten() {
            assert!(has_example(&api, content), "{name} {media_type}: the body has no example");
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].as_str().is_some_and(|text| !text.is_empty()), "{name} {parameter}");
        }
    }
}

fn has_example(api: &Value, content: &Value) -> bool {
    let schema = &content["schema"];
    let referred = schema["$ref"].as_str().and_then(|name| api.pointer(name.trim_start_matches('#')));
    let schema = referred.unwrap_or(schema);
    [&content["example"], &content["examples"], &schema["example"], &schema["examples"]]
        .into_iter()
        .any(|example| !example.is_null())
}

#[test]
fn codes_are_described_as_they_are_sent() {
    let api = description();
    let listed = |schema: &str| {
        let codes = api["components"]["schemas"][schema]["enum"].as_array().unwrap().iter();
        codes.map(|code| code.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(listed("ProblemCode"), ProblemCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>());
    assert_eq!(listed("FaultCode"), FaultCode::ALL.iter().map(|code| code.as_str()).collect::<Vec<_>>());
}

#[test]
fn every_link_leads_to_an_operation_and_its_parameters() {
    let api = description();
    let operations = operations(&api);
    let mut links = 0;
    for (name, operation) in &operations {
        let responses = operation["responses"].as_object().unwrap().values();
        for link in responses.filter_map(|response| response["links"].as_object()).flat_map(|links| links.values()) {
            let to = operations.iter().find(|(_, operation)| operation["operationId"] == link["operationId"]);
            let (_, to) = to.unwrap_or_else(|| panic!("{name}: {link} leads nowhere"));
            for parameter in link["parameters"].as_object().unwrap().keys() {
                let known =
                    to["parameters"].as_array().unwrap().iter().any(|known| known["name"] == parameter.as_str());
                assert!(known, "{name}: {link} names a parameter that is not there");
            }
            links += 1;
        }
    }
    assert_eq!(links, 12);
}

#[test]
fn no_reference_leads_nowhere() {
    let api = description();
    let mut open = vec![&api];
    while let Some(value) = open.pop() {
        if let Some(target) = value["$ref"].as_str() {
            assert!(api.pointer(target.trim_start_matches('#')).is_some(), "{target}");
        }
        match value {
            Value::Object(members) => open.extend(members.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_served_description_is_the_same() {
    let app = TestApp::start().await;
    let json = app.get("/api/openapi.json").await;
    assert_eq!(json.json(), description());
    assert!(json.json()["openapi"].as_str().unwrap().starts_with("3.1"));
    let text = app.get("/api/openapi.yaml").await;
    assert_eq!((text.text(), text.header("content-type")), (yaml(&describe()).unwrap().as_str(), "application/yaml"));
}
