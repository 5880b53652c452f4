//! The notices above the pages that few people ever see. They come when they are needed, as pages do.
//!
//! Invariant: such a part ends in `_part`: the splitter knows it by that (`crates/splitter/src/pages.rs`).

use latchkey_contract::{session::SessionAccount, sso_configurations::get_set_up};
use leptos::prelude::*;

use super::{guest_notice::GuestNotice, test_notice::TestNotice};

/// Declares a part of the frame that comes by itself. `#[lazy]` alone would not do: what it makes cannot start before it has been split.
macro_rules! lazy_part {
    ($name:ident($($argument:ident: $type:ty),*) => $view:expr) => {
        #[cfg(feature = "split")]
        #[leptos::lazy]
        pub(super) fn $name($($argument: $type),*) -> AnyView {
            $view.into_any()
        }

        #[cfg(not(feature = "split"))]
        pub(super) async fn $name($($argument: $type),*) -> AnyView {
            $view.into_any()
        }
    };
}

lazy_part!(guest_notice_part(set_up: get_set_up::Response) => view! { <GuestNotice set_up /> });
lazy_part!(test_notice_part(account: SessionAccount, until: String, problem: RwSignal<Option<String>>) =>
    view! { <TestNotice account until problem /> });
