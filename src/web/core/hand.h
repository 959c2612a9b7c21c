// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader's hand lets stay as it is (sim/hold.h).
#pragma once
#include "web/core/session.h"

// Tells a session that is about to be run what it may take over from the one before (NULL: none);
// `record` is what it will record.
void hand_hold(struct session *session, const struct session *before, unsigned record,
               bool is_moving);
