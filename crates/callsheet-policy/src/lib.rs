//! Who may do what, in Cedar.
