//! Does the document lie? It is current, whole, and names what each route needs and refuses.

use std::collections::BTreeSet;

use api::route::Allow;
use domain::name::{Line, Remark};
use harness::{Method, Service, Value, json, on_both};

use crate::example::body;

fn document() -> Value {
    serde_json::from_str(api::DOCUMENT).unwrap()
}

/// Every operation: method in small letters, path, operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter();
            methods
                .filter(|(method, _)| matches!(method.as_str(), "get" | "post" | "put" | "delete"))
                .map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
        })
        .collect()
}

/// Every reference in the document.
fn references<'d>(value: &'d Value, found: &mut Vec<&'d str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|inner| references(inner, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

#[test]
fn the_document_that_is_checked_in_is_current() {
    assert!(
        openapi::text().unwrap() == api::DOCUMENT,
        "the checked-in document is not current: run cargo openapi"
    );
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_it_is_for() {
    let document = document();
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap_or_else(|| panic!("{method} {path}: no name"));
        assert!(names.insert(name), "{method} {path}: {name} is another's");
        for field in ["summary", "tags", "responses"] {
            assert!(!operation[field].is_null(), "{method} {path}: no {field}");
        }
    }
}

#[test]
fn every_chapter_says_what_it_is_about_and_has_operations() {
    let document = document();
    let used: BTreeSet<&str> = operations(&document)
        .iter()
        .map(|(_, _, operation)| operation["tags"][0].as_str().unwrap())
        .collect();
    let chapters = document["tags"].as_array().unwrap().iter();
    let told: BTreeSet<&str> = chapters
        .filter(|chapter| chapter["description"].is_string())
        .map(|chapter| chapter["name"].as_str().unwrap())
        .collect();
    assert_eq!(told, used);
}

#[test]
fn every_name_in_a_path_is_a_parameter() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        let named: BTreeSet<&str> =
            path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
        let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        let declared: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        assert_eq!(named, declared, "{method} {path}");
        for parameter in parameters {
            assert!(parameter["description"].is_string(), "{method} {path}: {parameter}");
        }
    }
}

#[test]
fn every_answer_is_described_and_every_problem_listed() {
    let document = document();
    for (method, path, operation) in operations(&document) {
        let answers = operation["responses"].as_object().unwrap();
        for (status, answer) in answers {
            assert!(answer["description"].is_string(), "{method} {path} {status}");
            if status.as_str() >= "400" {
                let schema = &answer["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
                let example = &answer["content"]["application/problem+json"]["examples"]["problem"]["$ref"];
                let example =
                    example.as_str().unwrap_or_else(|| panic!("{method} {path} {status}: no example"));
                let example = document.pointer(&format!("{}/value", &example[1..])).unwrap();
                assert_eq!(example["status"].to_string(), *status, "{method} {path}");
            }
        }
        let mut expected = vec!["400", "500", "503"];
        if operation["security"][0].get("bearer").is_some() {
            expected.extend(["401", "403"]);
        }
        if path.contains('{') {
            expected.push("404");
        }
        if operation.get("requestBody").is_some() {
            expected.extend(["413", "415", "422"]);
        }
        if method != "get" {
            expected.extend(["409", "507"]);
        }
        for status in expected {
            assert!(answers.contains_key(status), "{method} {path}: {status} is not listed");
        }
    }
}

/// What is wrong with a value by a schema of the document.
fn flaws(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut whole = schema.clone();
    whole["components"] = document["components"].clone();
    let validator = jsonschema::draft202012::new(&whole).unwrap();
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

#[test]
fn every_body_has_an_example_that_its_schema_allows() {
    let document = document();
    let mut bodies = 0;
    for (method, path, operation) in operations(&document) {
        let content = &operation["requestBody"]["content"]["application/json"];
        if content.is_object() {
            let example = body(&document, &method.to_uppercase().parse::<Method>().unwrap(), path);
            let none: [String; 0] = [];
            assert_eq!(flaws(&document, &content["schema"], &example), none, "{method} {path}: {example}");
            bodies += 1;
        }
    }
    assert!(bodies > 20, "{bodies}");
}

#[test]
fn every_example_of_a_schema_or_a_problem_is_allowed_by_it() {
    let document = document();
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        if let Some(example) = schema.get("example") {
            assert_eq!(flaws(&document, schema, example), Vec::<String>::new(), "{name}");
        }
    }
    let problem = json!({"$ref": "#/components/schemas/Problem"});
    for (name, example) in document["components"]["examples"].as_object().unwrap() {
        assert_eq!(flaws(&document, &problem, &example["value"]), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_pattern_of_a_text_allows_what_its_type_allows() {
    let document = document();
    let schemas = &document["components"]["schemas"];
    let allows = |name: &str| jsonschema::draft202012::new(&schemas[name]).unwrap();
    let (line, remark) = (allows("Line"), allows("Remark"));
    let beyond = ('\u{10000}'..=char::MAX).step_by(97);
    let edges = [
        '\u{110bd}',
        '\u{1343f}',
        '\u{1d172}',
        '\u{1d173}',
        '\u{1d17b}',
        '\u{dffff}',
        '\u{e0fff}',
        '\u{e1000}',
    ];
    for c in ('\0'..='\u{ffff}').chain(beyond).chain(edges) {
        for text in [format!("字{c}字"), format!("{c}字"), format!("字{c}")] {
            let legal = text.parse::<Line>().is_ok();
            assert_eq!(line.is_valid(&json!(text)), legal, "Line {text:?}");
        }
        let text = format!("字{c}字");
        assert_eq!(remark.is_valid(&json!(text)), text.parse::<Remark>().is_ok(), "Remark {text:?}");
    }
}

#[test]
fn every_operation_is_declared_and_names_its_permission() {
    let document = document();
    let routes = api::routes();
    let declared: Vec<(String, &str, Allow)> =
        routes.declared().map(|(method, path, allow)| (method.to_lowercase(), path, allow)).collect();
    assert_eq!(declared.len(), operations(&document).len());
    for (method, path, allow) in declared {
        let security = &document["paths"][path][method.as_str()]["security"][0];
        let named = security.get("bearer").map(|names| names[0].as_str().unwrap());
        let needed = match allow {
            Allow::Anyone => None,
            Allow::Can(deed) => Some(<&str>::from(deed)),
        };
        assert!(security.is_object(), "{method} {path}");
        assert_eq!(named, needed, "{method} {path}");
    }
}

#[test]
fn no_reference_points_nowhere() {
    let document = document();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_else(|| panic!("{reference} points outside"));
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

on_both! {
    async fn the_document_is_served_byte_for_byte_with_its_pages(service: Service) {
        for path in ["/openapi.json", "/api/v1/openapi.json"] {
            let served = service.anyone().get(&service.url(path)).await.expect(200);
            assert_eq!(served.text, api::DOCUMENT);
        }
        let page = service.anyone().get(&service.url("/docs/")).await.expect(200);
        assert!(page.text.contains("swagger-ui"), "{}", page.text);
    }
}
