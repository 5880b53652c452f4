//! "My Account".

pub mod change_address;
pub mod change_password;
pub mod get_profile;
pub mod keep_address;
pub mod set_language;
pub mod set_theme;
pub mod update_profile;

use latchkey_contract::profile::{
    ChangeAddress, ChangePassword, GetProfile, KeepAddress, SetLanguage, SetTheme, UpdateProfile,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<GetProfile, _>(get_profile::handle)
        .with::<UpdateProfile, _>(update_profile::handle)
        .with::<ChangeAddress, _>(change_address::handle)
        .with::<KeepAddress, _>(keep_address::handle)
        .with::<SetLanguage, _>(set_language::handle)
        .with::<ChangePassword, _>(change_password::handle)
        .with::<SetTheme, _>(set_theme::handle)
}
