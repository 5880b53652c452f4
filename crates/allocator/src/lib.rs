//! The memory allocator of the server, and what it asks of the system. Invariant: this is the only crate with code that the compiler
//! cannot check, and that code is two calls which change no byte that anybody uses.
//!
//! The way back: without this crate, the program's `#[global_allocator]` is left out, and so are the calls of [`release_unused`] and
//! [`prefer_huge_pages`].

pub use mimalloc::MiMalloc as Allocator;

/// Gives the memory that nobody uses back to the system. The allocator itself keeps it for a next time, which for a hash of a password is
/// 19 MiB. It takes a millisecond or so, hence not after each request.
#[allow(unsafe_code)]
pub fn release_unused() {
    // SAFETY: `mi_collect` takes no pointer, may be called on any thread at any time, and touches free memory alone.
    unsafe { libmimalloc_sys::mi_collect(true) }
}

/// The size of a huge page of x86-64 and, with pages of 4 KiB, of AArch64.
#[cfg(target_os = "linux")]
const HUGE_PAGE_BYTES: usize = 2 << 20;

/// Asks the system for huge pages in this memory, as far as it reaches over whole ones. It must not have been written to yet: what a page
/// was made for stays as it is. The allocator itself asks for none (its feature `no_thp`), because a small server fills few of them.
#[allow(unsafe_code)]
pub fn prefer_huge_pages<T>(memory: &mut [std::mem::MaybeUninit<T>]) {
    #[cfg(target_os = "linux")]
    {
        let range = memory.as_mut_ptr_range();
        let start = range.start.addr().next_multiple_of(HUGE_PAGE_BYTES);
        let length = (range.end.addr() / HUGE_PAGE_BYTES * HUGE_PAGE_BYTES).saturating_sub(start);
        if length > 0 {
            let start = range.start.with_addr(start).cast();
            // SAFETY: the range lies within memory that the caller borrows, and the advice changes neither its content nor who may use it.
            // Where the system knows no huge pages, it refuses, and nothing is lost but speed.
            let _ = unsafe { libc::madvise(start, length, libc::MADV_HUGEPAGE) };
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
}

#[cfg(test)]
mod tests {
    #[global_allocator]
    static ALLOCATOR: super::Allocator = super::Allocator;

    /// One test measures the process at a time.
    #[cfg(target_os = "linux")]
    static MEASURING: std::sync::Mutex<()> = std::sync::Mutex::new(());

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
        let _alone = MEASURING.lock();
        let before = private_kibibytes();
        let filled = vec![1_u8; MEBIBYTES << 20];
        assert!(std::hint::black_box(&filled)[0] == 1 && private_kibibytes() > before + (MEBIBYTES << 9));
        drop(filled);
        super::release_unused();
        assert!(private_kibibytes() < before + (MEBIBYTES << 8), "it is kept");
    }

    #[test]
    fn any_memory_may_be_meant_for_huge_pages() {
        #[cfg(target_os = "linux")]
        let _alone = MEASURING.lock();
        for bytes in [0, 1, 4 << 10, 3 << 20, 19 << 20] {
            let mut memory: Vec<u8> = Vec::with_capacity(bytes);
            super::prefer_huge_pages(memory.spare_capacity_mut());
            memory.resize(bytes, 7);
            assert!(memory.iter().all(|&byte| byte == 7), "{bytes}");
        }
    }

    /// How many KiB of huge pages the process has been given.
    #[cfg(target_os = "linux")]
    fn huge_kibibytes() -> usize {
        let pages = std::fs::read_to_string("/proc/self/smaps_rollup").expect("Linux");
        let line = pages.lines().find_map(|line| line.strip_prefix("AnonHugePages:"));
        line.expect("a line")
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .expect("a number")
    }

    /// Whether the system gives huge pages to who asks for them.
    #[cfg(target_os = "linux")]
    fn are_given_on_request() -> bool {
        let setting = std::fs::read_to_string("/sys/kernel/mm/transparent_hugepage/enabled");
        setting.is_ok_and(|setting| !setting.contains("[never]"))
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_what_asks_for_huge_pages_has_them() {
        let _alone = MEASURING.lock();
        let mut memory: Vec<u8> = Vec::with_capacity(64 << 20);
        super::prefer_huge_pages(memory.spare_capacity_mut());
        memory.resize(64 << 20, 1);
        std::hint::black_box(&memory);
        let after = huge_kibibytes();
        assert_eq!(
            after >= 32 << 10,
            are_given_on_request(),
            "{after} KiB of huge pages"
        );
    }
}
