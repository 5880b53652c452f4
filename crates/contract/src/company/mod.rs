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

pub use dismiss_first_steps::DismissFirstSteps;
pub use get_company_brand::{CompanyBrand, GetCompanyBrand};
pub use get_first_steps::GetFirstSteps;
pub use get_second_factor_rule::{GetSecondFactorRule, SecondFactorDemand, SecondFactorRule};
pub use remind_of_second_factor::RemindOfSecondFactor;
pub use remove_company_logo::RemoveCompanyLogo;
pub use set_company_brand::{LONGEST_BRAND_NAME, SetCompanyBrand};
pub use set_company_logo::{MOST_LOGO_BYTES, SetCompanyLogo};
pub use set_second_factor_rule::SetSecondFactorRule;
