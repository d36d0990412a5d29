//! What two versions of a section differ in, said by the names that `tollgate.toml` gives its settings.

use serde_json::Value;
use std::collections::BTreeMap;

/// `ttl_seconds: 3600 → 60 · scope: account → tier`. What is left to the file says nothing.
pub fn differences(before: Option<&str>, after: Option<&str>) -> String {
    let (before, after) = match (before, after) {
        (_, None) => return "what the file says counts again".to_owned(),
        (before, Some(after)) => (before.map(settings).unwrap_or_default(), settings(after)),
    };
    let names = before.keys().chain(after.keys());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names.dedup();
    let changed = names.into_iter().filter_map(|name| {
        let (was, is) = (before.get(name), after.get(name));
        match (was, is) {
            _ if was == is => None,
            (Some(was), Some(is)) => Some(format!("{name}: {was} → {is}")),
            (None, Some(is)) => Some(format!("{name}: {is}")),
            (Some(was), None) => Some(format!("{name}: {was} → –")),
            (None, None) => None,
        }
    });
    changed.collect::<Vec<_>>().join(" · ")
}

/// Each setting by its path. A list of things with a name is like a table of them.
fn settings(document: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    match serde_json::from_str(document) {
        Ok(value) => walk("", &value, &mut found),
        Err(_) => drop(found.insert("document".into(), document.to_owned())),
    }
    found
}

/// What things of a list are called by.
const NAMES: [&str; 3] = ["name", "category", "from"];

fn walk(path: &str, value: &Value, found: &mut BTreeMap<String, String>) {
    let below = |name: &str| match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Null => {}
        Value::Object(fields) if fields.contains_key("action") => {
            let from = fields.get("threshold").and_then(Value::as_f64);
            let from = from.map(|from| format!(" from {from}")).unwrap_or_default();
            found.insert(path.to_owned(), plain(&fields["action"]) + &from);
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(&below(name), value, found);
            }
        }
        Value::Array(all) if all.iter().any(Value::is_object) => {
            for (number, one) in all.iter().enumerate() {
                let (name, rest) = named(number, one);
                walk(&below(&name), &rest, found);
            }
        }
        Value::Array(all) if all.is_empty() => {}
        Value::Array(all) => {
            let all: Vec<_> = all.iter().map(plain).collect();
            found.insert(path.to_owned(), all.join(", "));
        }
        other => drop(found.insert(path.to_owned(), plain(other))),
    }
}

/// What a thing of a list is called, and the rest of it.
fn named(number: usize, one: &Value) -> (String, Value) {
    let mut rest = one.clone();
    let name = NAMES.into_iter().find_map(|key| {
        let name = one.get(key)?.as_str()?.to_owned();
        rest.as_object_mut()?.remove(key);
        Some(name)
    });
    (name.unwrap_or_else(|| number.to_string()), rest)
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::differences;

    #[test]
    fn only_what_differs_is_said() {
        let before = r#"{"scope":"account","ttl_seconds":60,"max_bytes":null}"#;
        let after = r#"{"scope":"tier","ttl_seconds":60,"max_bytes":1}"#;
        assert_eq!(
            differences(Some(before), Some(after)),
            "max_bytes: 1 · scope: account → tier"
        );
        assert_eq!(differences(Some(before), Some(before)), "");
        assert_eq!(
            differences(Some(before), None),
            "what the file says counts again"
        );
    }

    #[test]
    fn what_a_category_does_is_said_in_one() {
        let before = r#"{"categories":{"hate":{"action":"flag","threshold":null}}}"#;
        let after = r#"{"categories":{"hate":{"action":"block","threshold":0.75}}}"#;
        assert_eq!(
            differences(Some(before), Some(after)),
            "categories.hate: flag → block from 0.75"
        );
    }

    #[test]
    fn what_stands_in_lists_is_found_by_its_name() {
        let before =
            r#"{"off":["jwt"],"patterns":[{"name":"a","pattern":"x"},{"name":"b","pattern":"y"}]}"#;
        let after = r#"{"off":[],"patterns":[{"name":"b","pattern":"z"}]}"#;
        assert_eq!(
            differences(Some(before), Some(after)),
            "off: jwt → – · patterns.a.pattern: x → – · patterns.b.pattern: y → z"
        );
        assert_eq!(differences(None, Some("?")), "document: ?");
    }
}
