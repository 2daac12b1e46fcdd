//! Is a status one that the document lists for its route? No answer of any test is another.

use std::sync::OnceLock;

use reqwest::Method;
use serde_json::Value;

fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| serde_json::from_str(api::DOCUMENT).expect("the document"))
}

/// How well a path fits a template: the parts that are literally the same; none where it does not fit.
fn fit(template: &str, path: &str) -> Option<usize> {
    let (template, path): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    let fits = |(part, given): (&&str, &&str)| part == given || (part.starts_with('{') && !given.is_empty());
    (template.len() == path.len() && template.iter().zip(&path).all(fits))
        .then(|| template.iter().zip(&path).filter(|(part, given)| part == given).count())
}

/// The operation that a request reaches; none where the path or the method is not in the document.
pub fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap_or(path);
    let paths = document()["paths"].as_object().expect("paths").iter();
    let fitting = paths.filter_map(|(template, item)| fit(template, path).map(|same| (same, item)));
    let (_, item) = fitting.max_by_key(|(same, _)| *same)?;
    item.get(method.as_str().to_lowercase())
}

/// Fails when the document does not list the status for that route.
#[track_caller]
pub(crate) fn lists(method: &Method, path: &str, status: u16, text: &str) {
    if let Some(operation) = operation(method, path) {
        let listed = operation["responses"].get(status.to_string()).is_some();
        assert!(listed, "{method} {path} answers {status}, which its document does not list: {text}");
    }
}
