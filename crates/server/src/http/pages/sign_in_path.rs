//! The address of the sign-in screen. Invariant: it comes back to paths of this platform alone.

use crate::domain::return_to;

/// The sign-in screen that comes back to `wanted`.
pub(in crate::http) fn path_with_return_to(wanted: &str) -> String {
    match return_to::checked(wanted) {
        Some(path) if path != "/" => {
            let query = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("return_to", path)
                .finish();
            format!("/sign-in?{query}")
        }
        _ => "/sign-in".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_is_kept_where_it_leads_somewhere() {
        assert_eq!(path_with_return_to("/"), "/sign-in");
        assert_eq!(
            path_with_return_to("/profile?tab=1&x=ä"),
            "/sign-in?return_to=%2Fprofile%3Ftab%3D1%26x%3D%C3%A4"
        );
        assert_eq!(path_with_return_to("//evil"), "/sign-in");
    }
}
