//! Services: the matters for which a visit can be booked.

use serde::{Deserialize, Serialize};

/// A service, in the order of the drop-down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Service {
    /// The service's slug.
    #[cfg_attr(feature = "openapi", schema(examples("rejestracja-pojazdu")))]
    pub id: String,
    /// The office that serves it.
    pub office_id: String,
    /// Its name in the system, in the asked language.
    pub name: String,
    /// The group it stands in.
    pub category: String,
    /// The matters it covers.
    pub scope: Vec<String>,
    /// Documents, fees and forms on the city's platform, if there is such a page.
    pub details_url: Option<String>,
    /// How long a visit takes.
    pub duration_minutes: u32,
}

/// The services in groups, all in the order of the list.
pub fn by_category(services: &[Service]) -> Vec<(&str, Vec<&Service>)> {
    let mut groups: Vec<(&str, Vec<&Service>)> = Vec::new();
    for service in services {
        match groups.iter_mut().find(|(category, _)| *category == service.category) {
            Some((_, members)) => members.push(service),
            None => groups.push((&service.category, vec![service])),
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::{Service, by_category};

    #[test]
    fn groups_keep_the_order_of_the_list() {
        let service = |id: &str, category: &str| Service {
            id: id.into(),
            office_id: "o".into(),
            name: id.into(),
            category: category.into(),
            scope: vec![],
            details_url: None,
            duration_minutes: 20,
        };
        let services = [service("b", "y"), service("a", "x"), service("c", "y")];
        let groups = by_category(&services);
        let ids: Vec<(&str, Vec<&str>)> =
            groups.into_iter().map(|(name, of)| (name, of.into_iter().map(|service| &*service.id).collect())).collect();
        assert_eq!(ids, [("y", vec!["b", "c"]), ("x", vec!["a"])]);
    }
}
