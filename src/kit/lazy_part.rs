//! Parts of a page that few people ever see. They come when they are needed, as pages do.
//!
//! Invariant: such a part ends in `_part`: the splitter knows it by that (`crates/splitter/src/pages.rs`).

/// Declares a part that comes by itself: a function that is awaited for its view. `#[lazy]` alone would not do: what it makes cannot start
/// before it has been split.
macro_rules! lazy_part {
    ($(#[$attribute:meta])* $name:ident($($argument:ident: $type:ty),*) => $view:expr) => {
        $(#[$attribute])*
        #[cfg(feature = "split")]
        #[leptos::lazy]
        pub(super) fn $name($($argument: $type),*) -> AnyView {
            $view.into_any()
        }

        $(#[$attribute])*
        #[cfg(not(feature = "split"))]
        pub(super) async fn $name($($argument: $type),*) -> AnyView {
            $view.into_any()
        }
    };
}

pub(crate) use lazy_part;
