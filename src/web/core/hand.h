// SPDX-License-Identifier: GPL-3.0-or-later
// What a picture under a reader's hand takes over of the runs before (sim/hold.h).
#pragma once
#include "web/core/session.h"

// Tells a session that is about to be run what it may take over from the one before; `record` is
// what it will record.
void hand_hold(struct session *session, const struct wish *wish, unsigned record);
