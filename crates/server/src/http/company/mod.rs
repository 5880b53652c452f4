//! Setting a company up, for its admins.

pub mod dismiss_first_steps;
pub mod get_company_brand;
pub mod get_first_steps;
pub mod get_second_factor_rule;
pub mod remind_of_second_factor;
pub mod remove_company_logo;
pub mod set_company_brand;
pub mod set_company_logo;
pub mod set_second_factor_rule;

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use latchkey_contract::ErrorCode;
use latchkey_contract::company::{
    DismissFirstSteps, GetCompanyBrand, GetFirstSteps, GetSecondFactorRule, RemindOfSecondFactor,
    RemoveCompanyLogo, SetCompanyBrand, SetCompanyLogo, SetSecondFactorRule,
};

use super::api_error::ApiError;
use super::route_table::Operations;
use crate::company_brand::BrandError;
use crate::domain::company_brand::LookFault;
use crate::domain::logo::LogoFault;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<GetFirstSteps, _>(get_first_steps::handle)
        .with::<DismissFirstSteps, _>(dismiss_first_steps::handle)
        .with::<GetSecondFactorRule, _>(get_second_factor_rule::handle)
        .with::<RemindOfSecondFactor, _>(remind_of_second_factor::handle)
        .with::<SetSecondFactorRule, _>(set_second_factor_rule::handle)
        .with::<GetCompanyBrand, _>(get_company_brand::handle)
        .with::<SetCompanyBrand, _>(set_company_brand::handle)
        .with::<SetCompanyLogo, _>(
            set_company_logo::handle.layer(DefaultBodyLimit::max(set_company_logo::MAX_BODY_BYTES)),
        )
        .with::<RemoveCompanyLogo, _>(remove_company_logo::handle)
}

impl From<BrandError> for ApiError {
    fn from(error: BrandError) -> Self {
        let on = |code: ErrorCode, field| Self {
            field: Some(field),
            ..code.into()
        };
        match error {
            BrandError::NoAdmin => ErrorCode::NotFound.into(),
            BrandError::Look(faults) => Self::with_others(faults.into_iter().map(|fault| match fault {
                LookFault::NameInvalid => on(ErrorCode::NameInvalid, "name"),
                LookFault::ColourMalformed => on(ErrorCode::ValueInvalid, "colour"),
            })),
            BrandError::Logo(LogoFault::TooLarge) => on(ErrorCode::LogoTooLarge, "content"),
            BrandError::Logo(LogoFault::Svg) => on(ErrorCode::LogoIsSvg, "content"),
            BrandError::Logo(LogoFault::Unreadable) => on(ErrorCode::LogoUnreadable, "content"),
            BrandError::Store(error) => error.into(),
        }
    }
}
