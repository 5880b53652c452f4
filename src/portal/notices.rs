//! The notices above the pages that few people ever see.

use latchkey_contract::{session::SessionAccount, sso_configurations::get_set_up};
use leptos::prelude::*;

use super::{guest_notice::GuestNotice, test_notice::TestNotice};
use crate::kit::lazy_part;

lazy_part!(
    /// For whom a guest sets single sign-on up, until when, and a way to leave.
    guest_notice_part(set_up: get_set_up::Response) => view! { <GuestNotice set_up /> });
lazy_part!(
    /// That this session only tries a configuration, and how to end it.
    test_notice_part(account: SessionAccount, until: String, problem: RwSignal<Option<String>>) =>
    view! { <TestNotice account until problem /> });
