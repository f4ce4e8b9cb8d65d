"""The verbs of the launches."""

from marketing_sync.actions.agents import add_agent, change_agent, remove_agent, restore_agent
from marketing_sync.actions.alerts import escalate, lay_ladder, send_due
from marketing_sync.actions.briefs import approve_brief, confirm_reading, remind_readers, write_brief
from marketing_sync.actions.calls import (
    CALL_CHOICES,
    MOST_INTERVALS,
    CallsAlreadyIn,
    call_rows,
    calls_judged,
    confirm_calls,
    remove_calls,
    settle_calls,
    upload_calls,
)
from marketing_sync.actions.centre import save_centre, save_staff
from marketing_sync.actions.conflict import ChangedMeanwhile, NotPossible
from marketing_sync.actions.digest import send_digest
from marketing_sync.actions.forecasts import ask, assume, assume_usual, make, try_again
from marketing_sync.actions.imports import (
    AlreadyImported,
    choose_list_columns,
    confirm_list,
    fields_of,
    judged_list,
    upload_list,
)
from marketing_sync.actions.intake import Sender, close_intake, open_intake, renew_intake, take_in
from marketing_sync.actions.launches import (
    cancel,
    change,
    drop,
    end,
    move,
    presume_out,
    register,
    restore,
    resume,
    review,
)
from marketing_sync.actions.learning import learn, learn_from_calls
from marketing_sync.actions.materials import attach, detach, put_back
from marketing_sync.actions.meetings import (
    hold_meeting,
    keep_promise,
    plan_meetings,
    promise,
    remind_of_promise,
    write_minutes,
)
from marketing_sync.actions.pauses import end_pauses, pause
from marketing_sync.actions.people import (
    add_contact,
    change_contact,
    remove_contact,
    restore_contact,
    save_agreement,
    save_ladder,
    set_up,
    shift_contact,
)
from marketing_sync.actions.plan import (
    accept_gap,
    choose_way,
    follow_the_date,
    leave_way,
    restore_plan,
    take_mix,
)
from marketing_sync.actions.preparing import prepare, unprepare
from marketing_sync.actions.reviews import PATIENCE, call_for_review
from marketing_sync.actions.shared_links import close_link, open_link, renew_link
from marketing_sync.actions.special_days import forget_special_day, keep_special_days
from marketing_sync.actions.visits import cancel_visit, change_visit, plan_visit

__all__ = [
    "CALL_CHOICES",
    "MOST_INTERVALS",
    "PATIENCE",
    "AlreadyImported",
    "CallsAlreadyIn",
    "ChangedMeanwhile",
    "NotPossible",
    "Sender",
    "accept_gap",
    "add_agent",
    "add_contact",
    "approve_brief",
    "ask",
    "assume",
    "assume_usual",
    "attach",
    "call_for_review",
    "call_rows",
    "calls_judged",
    "cancel",
    "cancel_visit",
    "change",
    "change_agent",
    "change_contact",
    "change_visit",
    "choose_list_columns",
    "choose_way",
    "close_intake",
    "close_link",
    "confirm_calls",
    "confirm_list",
    "confirm_reading",
    "detach",
    "drop",
    "end",
    "end_pauses",
    "escalate",
    "fields_of",
    "follow_the_date",
    "forget_special_day",
    "hold_meeting",
    "judged_list",
    "keep_promise",
    "keep_special_days",
    "lay_ladder",
    "learn",
    "learn_from_calls",
    "leave_way",
    "make",
    "move",
    "open_intake",
    "open_link",
    "pause",
    "plan_meetings",
    "plan_visit",
    "prepare",
    "presume_out",
    "promise",
    "put_back",
    "register",
    "remind_of_promise",
    "remind_readers",
    "remove_agent",
    "remove_calls",
    "remove_contact",
    "renew_intake",
    "renew_link",
    "restore",
    "restore_agent",
    "restore_contact",
    "restore_plan",
    "resume",
    "review",
    "save_agreement",
    "save_centre",
    "save_ladder",
    "save_staff",
    "send_digest",
    "send_due",
    "set_up",
    "settle_calls",
    "shift_contact",
    "take_in",
    "take_mix",
    "try_again",
    "unprepare",
    "upload_calls",
    "upload_list",
    "write_brief",
    "write_minutes",
]
