//! A small real OpenID provider with fault switches.
