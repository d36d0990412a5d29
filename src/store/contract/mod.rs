//! What every store must do, whatever database is under it. [`contract!`] makes a test of each of these
//! functions for one implementation.

pub(super) mod accounts;
pub(super) mod alerts;
pub(super) mod audit;
pub(super) mod budgets;
pub(super) mod calls;
pub(super) mod charges;
pub(super) mod chats;
pub(super) mod decisions;
pub(crate) mod given;
pub(super) mod house;
pub(super) mod keys;
pub(super) mod ledger;
pub(super) mod overrides;
pub(super) mod own;
pub(super) mod people;
pub(super) mod sessions;
pub(super) mod spending;
pub(super) mod tiers;
pub(super) mod turns;
pub(super) mod vectors;
pub(super) mod windows;

/// Runs the contract on the stores that `$open` gives: an async function that makes an empty one, and a
/// guard to keep while it is used.
macro_rules! contract {
    ($open:ident) => {
        $crate::store::contract::contract!($open, accounts:
            an_account_is_found_by_its_id_and_its_address
            an_address_is_taken_once
            who_signs_up_is_a_person_of_the_first_tier_and_nobody_changed_anything
            a_new_password_ends_all_sessions
            a_stronger_hash_of_the_same_password_ends_nothing
            suspension_ends_sessions_and_voids_links
            the_last_active_admin_cannot_be_suspended
            a_role_is_given_and_taken_but_not_from_the_last_active_admin
            accounts_are_listed_oldest_first_with_their_last_sign_of_life
            a_link_makes_one_account_with_its_role
            a_link_ends_when_it_expires
            a_taken_address_leaves_the_link_good
            of_many_who_hold_one_link_one_gets_the_account
            a_new_set_up_link_replaces_the_one_before
            the_set_up_link_works_only_while_there_is_no_account
        );
        $crate::store::contract::contract!($open, keys:
            a_key_is_found_with_its_account_until_it_is_revoked
            a_name_stands_for_one_key_of_an_account_at_a_time
            a_foreign_key_cannot_be_revoked
            the_key_of_a_suspended_account_says_so
            the_last_use_only_moves_forward_and_is_a_sign_of_life
            what_a_key_opens_is_changed_by_its_holder_who_saw_it_last
        );
        $crate::store::contract::contract!($open, people:
            people_are_found_by_words_tier_and_status
            the_list_of_people_is_turned_without_gaps_or_repeats
            a_person_is_known_in_numbers
        );
        $crate::store::contract::contract!($open, sessions:
            a_session_is_kept_until_it_expires
            a_session_id_is_taken_once
            saving_replaces_all_but_the_beginning
            a_session_that_has_ended_is_not_saved
            expired_sessions_are_forgotten_and_counted
            the_sessions_of_an_account_are_its_own_newest_first
        );
        $crate::store::contract::contract!($open, turns:
            a_turn_that_is_sent_twice_is_one_turn
            an_id_that_stands_for_something_else_is_a_conflict
            a_foreign_parent_is_like_one_that_never_was
            a_refused_turn_leaves_nothing_behind
            a_turn_keeps_the_settings_and_the_first_title
            an_answer_grows_until_it_ends
            an_answer_ends_once_with_its_charge
            an_answer_that_was_never_sent_has_no_receipt
            an_answer_whose_chat_is_gone_is_still_charged
            of_many_who_end_one_answer_one_does
        );
        $crate::store::contract::contract!($open, chats:
            a_chat_opens_at_its_newest_branch
            another_answer_joins_its_question
            an_answer_that_was_continued_is_open_again
            a_long_chat_opens_and_goes_whole
            the_path_to_a_question_holds_one_answer_a_turn
            foreign_chats_are_like_unknown_ones
            pages_of_chats_hold_each_chat_once
            search_finds_all_words_in_title_question_and_answer
            search_reads_no_syntax
            search_forgets_what_was_deleted
            only_an_unchanged_title_is_replaced
            settings_are_kept_with_the_chat
            a_deleted_chat_leaves_its_charges
        );
        $crate::store::contract::contract!($open, charges:
            a_call_is_charged_once
            a_call_that_reached_nobody_leaves_nothing
            open_calls_come_back_as_they_were
            what_cannot_be_real_is_cut
            calls_of_a_batch_are_opened_and_settled_together
        );
        $crate::store::contract::contract!($open, calls:
            pages_of_calls_hold_each_call_once_while_others_are_added
            going_through_all_calls_meets_each_once
            calls_are_found_by_what_they_have_in_common
            calls_are_found_by_the_title_of_their_chat
            a_call_is_read_with_all_that_happened
            invented_charges_are_on_the_list_and_in_the_sums
        );
        $crate::store::contract::contract!($open, spending:
            what_was_spent_is_summed_up_by_span_purpose_model_and_key
            what_was_spent_with_each_key_is_summed_up_from_days_and_quarters
        );
        $crate::store::contract::contract!($open, ledger:
            a_budget_is_spent_to_the_last_nano_dollar_and_no_further
            a_longer_answer_is_granted_as_far_as_there_is_room
            requests_are_counted_by_the_hour_and_answers_while_they_are_written
            a_key_has_limits_of_its_own_within_those_of_its_account
            what_an_admin_changes_counts_for_the_next_call
            a_tier_is_changed_by_who_has_seen_its_newest_version
            a_hold_ends_when_it_expires_and_does_not_come_back
            what_goes_on_in_place_of_a_call_holds_what_is_left_of_it
            a_failed_attempt_is_charged_and_what_it_cost_is_held_again_if_it_fits
            of_many_who_ask_at_once_as_many_get_in_as_there_is_room_for
            what_is_kept_costs_no_tokens_and_is_still_a_request
        );
        $crate::store::contract::contract!($open, windows:
            windows_are_those_of_the_accounts_zone
            a_month_is_the_sum_of_its_days
        );
        $crate::store::contract::contract!($open, tiers:
            the_models_of_a_tier_are_kept_with_its_versions
            a_model_that_the_tier_does_not_open_is_refused_by_its_name
            tiers_are_changed_together_or_not_at_all
        );
        $crate::store::contract::contract!($open, budgets:
            a_charge_that_uses_a_budget_up_says_so_once_for_each_window
            a_refusal_says_so_where_nothing_is_left
            a_top_up_and_a_cap_move_what_is_told
        );
        $crate::store::contract::contract!($open, alerts:
            an_alert_is_raised_once_in_its_window
            of_many_who_raise_one_alert_one_does
            alerts_are_listed_by_page_and_read_one_by_one
            alerts_are_read_by_their_own_account
            an_account_is_told_by_the_ways_that_it_wants
            what_is_due_is_lent_to_one_at_a_time
            only_ways_that_can_be_gone_are_lent
            what_was_sent_is_not_lent_again
            what_cannot_be_sent_is_given_up
            an_endpoint_that_is_gone_is_switched_off
        );
        $crate::store::contract::contract!($open, audit:
            each_change_leaves_one_row
            what_changes_nothing_leaves_no_row
            pages_of_the_log_hold_each_row_once
            new_limits_concern_who_is_in_the_tier
        );
        $crate::store::contract::contract!($open, house:
            calls_of_everybody_are_summed_up_by_spans
            a_call_that_nobody_answered_is_counted_and_costs_nothing
            the_dearest_and_the_slowest_are_found_by_whom_and_what
            the_calls_of_everybody_are_listed_once_and_in_order
        );
        $crate::store::contract::contract!($open, overrides:
            a_section_is_set_by_who_has_seen_its_newest_version
            versions_of_a_section_are_kept_and_told_apart
            what_was_set_stands_in_the_audit_log
        );
        $crate::store::contract::contract!($open, vectors:
            a_vector_is_found_as_it_was_until_it_expires
            a_vector_is_known_in_its_own_space_only
            vectors_take_no_more_room_than_they_may
        );
        $crate::store::contract::contract!($open, own:
            a_profile_says_what_was_set
            sessions_are_ended_by_their_own_account
            a_second_factor_is_on_once_it_is_confirmed
            a_code_is_taken_once_and_none_before_it
            tries_at_codes_are_counted_until_one_is_right
            everything_of_an_account_is_exported_once_and_nothing_else
            a_deleted_account_leaves_only_what_it_was_charged
        );
        $crate::store::contract::contract!($open, decisions:
            decisions_come_back_as_they_were
            decisions_are_recorded_all_or_none
            pages_of_the_moderation_log_hold_each_decision_once
            decisions_are_found_by_what_they_have_in_common
            decisions_are_counted_by_day
        );
    };
    ($open:ident, $part:ident: $($name:ident)+) => {
        mod $part {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let (store, _guard) = super::$open().await;
                    $crate::store::contract::$part::$name(store).await;
                }
            )+
        }
    };
}
pub(super) use contract;
