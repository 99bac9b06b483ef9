// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/items/plantrial.h"
#include "models/items/stepprobe.h"

namespace belay::items {

using namespace rollback;

StepProbe::Compute engineCompute()
{
    return [](const Workspace &workspace, const std::string &plan, const std::string &step, std::stop_token stop) {
        StepState answer;
        const auto stopped = [&] {
            if (stop.stop_requested())
                answer.error = Error{ErrorCode::Cancelled, {}, {}, 0, 0};
            return stop.stop_requested();
        };
        auto state = stateAfter(workspace, plan, step);
        if (!state) {
            answer.error = state.error();
            return answer;
        }
        if (stopped())
            return answer;
        auto rollbacks = singleRollbacksAfter(workspace, plan, step);
        if (!rollbacks) {
            answer.error = rollbacks.error();
            return answer;
        }
        if (stopped())
            return answer;
        if (step != startStep) {
            auto wayBack = wayBackAfter(workspace, plan, step, stop);
            if (wayBack)
                answer.wayBack = std::move(*wayBack);
            else if (wayBack.error().code == ErrorCode::Cancelled) {
                answer.error = wayBack.error();
                return answer;
            }
        }
        answer.state = std::move(*state);
        answer.rollbacks = std::move(*rollbacks);
        return answer;
    };
}

PlanTrial::Check engineCheck()
{
    return [](const Workspace &workspace, const std::string &plan, std::stop_token stop) {
        CheckOptions options;
        options.plan = plan;
        return check(workspace, options, stop);
    };
}

} // namespace belay::items
