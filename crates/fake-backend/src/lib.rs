//! Canned answers of the contract, with faults on demand, for browser tests.
