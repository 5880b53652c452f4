//! The memory allocator of the server. Invariant: this is the only crate with code that the compiler cannot check, and that code is one
//! call without arguments that could be wrong.
//!
//! The way back: without this crate, the program's `#[global_allocator]` is left out, and so is the call of [`release_unused`].

pub use mimalloc::MiMalloc as Allocator;

/// Gives the memory that nobody uses back to the system. The allocator itself keeps it for a next time, which for a hash of a password is
/// 19 MiB. It takes a millisecond or so, hence not after each request.
#[allow(unsafe_code)]
pub fn release_unused() {
    // SAFETY: `mi_collect` takes no pointer, may be called on any thread at any time, and touches free memory alone.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

#[cfg(test)]
mod tests {
    #[global_allocator]
    static ALLOCATOR: super::Allocator = super::Allocator;

    /// What the process has in memory for itself alone, in KiB.
    #[cfg(target_os = "linux")]
    fn private_kibibytes() -> usize {
        let pages = std::fs::read_to_string("/proc/self/smaps_rollup").expect("Linux");
        let line = pages.lines().find_map(|line| line.strip_prefix("Private_Dirty:"));
        let size = line.expect("a line").trim().trim_end_matches(" kB");
        size.parse().expect("a number")
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_dropped_goes_back_to_the_system() {
        const MEBIBYTES: usize = 64;
        let before = private_kibibytes();
        let filled = vec![1_u8; MEBIBYTES << 20];
        assert!(std::hint::black_box(&filled)[0] == 1 && private_kibibytes() > before + (MEBIBYTES << 9));
        drop(filled);
        super::release_unused();
        assert!(private_kibibytes() < before + (MEBIBYTES << 8), "it is kept");
    }
}
