"""Which test takes an action back whose doing needs more than one problem: its module, a part of its name."""

from wardoffice.domain.history import ActionKind

ELSEWHERE = {
    ActionKind.ATTACH: "test_city_photos:kept_with_the_case_and_says_where_it_came_from",
    ActionKind.EDIT_PHOTO: "test_photo_editing:a_copy_is_taken_back_and_made_again",
    ActionKind.RANK_PHOTO: "test_photo_editing:a_person_says_what_a_picture_is_and_takes_it_back",
    ActionKind.TAKE_OUT: "test_taking_out:can_be_taken_back_and_done_again",
    ActionKind.BEGIN_INCIDENT: "test_incidents:beginning_one_is_taken_back",
    ActionKind.DESCRIBE_INCIDENT: "test_incidents:a_logged_call_and_a_new_script_are_taken_back",
    ActionKind.LOG_CALL: "test_incidents:a_logged_call_and_a_new_script_are_taken_back",
    ActionKind.TAKE_IN: "test_incidents:a_proposal_is_taken_in_or_refused_for_good_and_both_are_taken_back",
    ActionKind.LEAVE_OUT: "test_incidents:a_proposal_is_taken_in_or_refused_for_good_and_both_are_taken_back",
    ActionKind.UPDATE_ALL: "test_incidents:an_update_settles_what_those_were_owed_who_were_told",
    ActionKind.END_INCIDENT: "test_incidents:it_ends_with_or_without_its_problems_and_may_go_on_again",
    ActionKind.REPLY: "test_replying:taking_it_back_before_it_goes_owes_the_answer_again",
    ActionKind.CAME_BACK: "test_every_action_undone:an_answer_that_came_back_is_an_answer_again",
    ActionKind.SENT_FOUND: "test_sent_filing:is_taken_back_once_it_is_known_to_be_ours",
    ActionKind.ANSWER_FOUND: "test_sent_filing:it_can_be_taken_back_and_done_again",
    ActionKind.MAKE_ROOT: "test_merge_roots:a_changed_root_is_taken_back_done_again",
    ActionKind.SUBMIT: "test_submitting:taking_it_back_takes_back_message_and_submission_together",
    ActionKind.FORWARD: "test_forwarding:it_is_taken_back_while_it_waits_and_can_be_sent_again",
    ActionKind.SETTLE: "test_sending:a_correction_that_was_taken_back_makes_room_for_one_other",
    ActionKind.NUMBER: "test_numbers_typed:a_noted_number_is_taken_back_with_all_it_led_to",
    ActionKind.CONFIRM: "test_submission_filing:confirmed_it_is_ours_and_can_be_doubted_again",
    ActionKind.PART: "test_submission_filing:probably_ours_can_be_parted_for_good_and_taken_back",
    ActionKind.LETTER_BACK: "test_letters_on_paper:a_letter_taken_back_is_promised_no_more_and_still_owed",
    ActionKind.LETTERS: "test_letter_texts:an_approval_and_a_wording_are_taken_back_and_done_again",
    ActionKind.DEPARTMENT: "test_departments:added_changed_and_taken_off_and_each_is_undone",
    ActionKind.ROUTING: "test_routing:a_rule_is_made_and_taken_away_and_each_is_undone",
    ActionKind.CHASE: "test_chasing:a_chase_is_taken_back_while_it_waits",
    ActionKind.DAILY_LIST: "test_daily_list:a_list_that_was_told_is_taken_back",
    ActionKind.PASTED: "test_daily_list:what_came_back_is_filed_with_its_problems_and_taken_back",
    ActionKind.REOPEN_PACKET: "test_reopening:a_packet_is_taken_back_while_it_waits",
    ActionKind.REFER_OUT: "test_referring:a_referral_by_phone_is_due_in_the_queue_and_taken_back",
    ActionKind.FORWARD_ANSWERED: "test_chasing:what_was_said_by_phone_is_logged_and_taken_back",
    ActionKind.LOOK_LATER: "test_chasing:an_answer_is_looked_for_later_and_that_is_taken_back",
    ActionKind.UNDO: "test_undoing:an_action_is_taken_back_done_again_and_taken_back_again",
}
"""The module and a part of the name of the test that takes the action back."""


def stands_for_an_action(module: str, name: str) -> bool:
    """Whether a test is one of these."""
    short = module.rpartition(".")[2]
    return any(short == where and part in name for where, part in map(_split, ELSEWHERE.values()))


def _split(said: str) -> tuple[str, str]:
    where, _, part = said.partition(":")
    return where, part
