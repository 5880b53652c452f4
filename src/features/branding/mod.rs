//! Control Center > Branding: how the company presents itself to its people.

pub mod brand;
pub mod contrast;
pub mod logo;
pub mod look;
pub mod page;
pub mod preview;

pub use page::BrandingPage;
