// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/workspace/document.h"

#include "models/workspace/documentfile.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unistd.h>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace belay::workspace {

namespace {

/// The plan whose steps an edit changes; empty: none.
std::string editedPlan(const rollback::Edit &edit)
{
    for (const rollback::AnyChange &any : edit.changes) {
        if (const auto *step = std::get_if<rollback::StepChange>(&any))
            return step->plan;
    }
    return {};
}

/// One edit on its way to the disk.
struct Pending {
    rollback::Edit edit;
    std::shared_ptr<const rollback::Workspace> after;
    std::uint64_t revision = 0;
    /// Where `commit` waits for it; empty for `submit`.
    std::shared_ptr<std::optional<Result<Done>>> outcome;
};

Error duplicate(const char *what, const std::string &id)
{
    return Error{ErrorCode::Duplicate, std::string("there are two ") + what + " \"" + id + '"', {}, 0, 0};
}

/// The new ids of one list, to be looked for among all of its values.
class NewIds {
public:
    template <class T, class IdOf>
    void add(const rollback::Change<T> &change, IdOf idOf)
    {
        if (change.after && (!change.before || idOf(*change.before) != idOf(*change.after)))
            m_ids.insert(idOf(*change.after));
    }
    template <class List, class IdOf>
    [[nodiscard]] std::optional<Error> findTwice(const char *what, const List &list, IdOf idOf) const
    {
        if (m_ids.empty())
            return {};
        std::unordered_set<std::string_view> seen;
        for (const auto &value : list) {
            const std::string &id = idOf(value);
            if (m_ids.contains(id) && !seen.insert(id).second)
                return duplicate(what, id);
        }
        return {};
    }

private:
    std::unordered_set<std::string> m_ids;
};

template <class List>
std::optional<Error> duplicateIn(const char *what, const List &list)
{
    std::unordered_set<std::string_view> seen;
    for (const auto &value : list) {
        if (!seen.insert(value.id).second)
            return duplicate(what, value.id);
    }
    return {};
}

/// What the tables would refuse, found before anything is promised.
std::optional<Error> refusal(const rollback::Workspace &after, const rollback::Edit &edit)
{
    using namespace rollback;
    const auto idOfShared = [](const auto &value) -> const std::string & { return value->id; };
    const auto idOf = [](const auto &value) -> const std::string & { return value.id; };
    NewIds components;
    NewIds environments;
    NewIds plans;
    std::unordered_set<std::string> newPlans;
    std::unordered_map<std::string, NewIds> stepsByPlan;
    for (const AnyChange &any : edit.changes) {
        if (const auto *component = std::get_if<ComponentChange>(&any)) {
            components.add(*component, idOfShared);
            if (component->after) {
                if (auto error = duplicateIn("releases", (*component->after)->releases))
                    return error;
            }
        } else if (const auto *environment = std::get_if<EnvironmentChange>(&any)) {
            environments.add(*environment, idOf);
        } else if (const auto *plan = std::get_if<PlanChange>(&any)) {
            plans.add(*plan, idOfShared);
            if (plan->after)
                newPlans.insert((*plan->after)->id);
        } else if (const auto *step = std::get_if<StepChange>(&any)) {
            stepsByPlan[step->plan].add(step->step, idOf);
        } else if (const auto *place = std::get_if<PlaceChange>(&any)) {
            if (place->after && !(std::isfinite(place->after->x) && std::isfinite(place->after->y)))
                return Error{ErrorCode::BadValue, "the place of \"" + place->after->component + "\" is not a point",
                             {}, 0, 0};
        }
    }
    if (auto error = components.findTwice("components", after.components, idOfShared))
        return error;
    if (auto error = environments.findTwice("environments", after.environments, idOf))
        return error;
    if (auto error = plans.findTwice("plans", after.plans, idOfShared))
        return error;
    for (const Shared<Plan> &plan : after.plans) {
        if (newPlans.contains(plan->id)) {
            if (auto error = duplicateIn("steps", plan->steps))
                return error;
        } else if (const auto steps = stepsByPlan.find(plan->id); steps != stepsByPlan.end()) {
            if (auto error = steps->second.findTwice("steps", plan->steps, idOf))
                return error;
        }
    }
    return {};
}

} // namespace

struct Document::Private {
    NoProgress noProgress;

    /// Held while the file is written or exchanged. Taken before `mutex`, never while it is held.
    std::mutex storage;
    DocumentFile file;

    /// Guards everything below.
    mutable std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable idle;
    DocumentState state;
    std::shared_ptr<const rollback::Workspace> current;
    std::shared_ptr<const rollback::Workspace> stored;
    std::uint64_t revision = 1;
    std::uint64_t storedRevision = 1;
    std::deque<Pending> queue;
    bool writing = false;
    bool stopping = false;
    bool discarded = false;
    bool edited = false;
    std::optional<Error> rejection;
    /// What the next edit may change in place: a copy of the snapshot of `spareRevision` that nobody else
    /// holds, nor the steps of the plan that was edited last. The writer makes it, for whoever calls
    /// `submit` must not wait until a large plan is copied.
    std::shared_ptr<rollback::Workspace> spare;
    std::uint64_t spareRevision = 0;

    /// Held while listeners run, so that one that was removed is not running any more.
    std::recursive_mutex listening;
    std::uint64_t nextListener = 1;
    std::vector<std::pair<std::uint64_t, Listener>> listeners;

    std::thread writer;

    void notify(const DocumentEvent &event)
    {
        const std::lock_guard lock(listening);
        // A listener may add or remove listeners.
        std::vector<std::uint64_t> ids;
        for (const auto &[id, listener] : listeners)
            ids.push_back(id);
        for (std::uint64_t id : ids) {
            Listener call;
            for (const auto &[other, listener] : listeners) {
                if (other == id)
                    call = listener;
            }
            if (call)
                call(event);
        }
    }

    /// \pre `storage` and `mutex` are held, or nobody else knows this object yet.
    void takeStateFromFile()
    {
        state.path = file.path;
        state.outcome = file.outcome;
        state.access = file.access;
        state.reason = file.reason;
        state.holder = file.holder;
    }

    [[nodiscard]] Result<Done> accept(const rollback::Edit &edit,
                                      std::shared_ptr<std::optional<Result<Done>>> outcome)
    {
        DocumentEvent event;
        // Outside of the lock: what is refused may be large to free.
        std::shared_ptr<rollback::Workspace> next;
        {
            const std::lock_guard lock(mutex);
            if (state.access == Access::ReadOnly)
                return Error{ErrorCode::FileUnwritable, readOnlySentence(state.reason, state.holder), state.path, 0, 0};
            if (edit.changes.empty()) {
                if (outcome)
                    *outcome = Done{};
                return Done{};
            }
            next = spare && spareRevision == revision ? std::exchange(spare, nullptr)
                                                      : std::make_shared<rollback::Workspace>(*current);
            if (Result<Done> applied = rollback::apply(*next, edit); !applied)
                return applied;
            if (auto error = refusal(*next, edit))
                return std::move(*error);
            current = std::move(next);
            edited = true;
            event.revision = ++revision;
            queue.push_back({edit, current, revision, std::move(outcome)});
            wake.notify_one();
        }
        notify(event);
        return Done{};
    }

    void write()
    {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return stopping || !queue.empty(); });
            if (queue.empty())
                return;
            Pending pending = std::move(queue.front());
            queue.pop_front();
            writing = true;
            lock.unlock();
            Result<Done> done = Done{};
            {
                const std::lock_guard holding(storage);
                done = file.write(pending.edit);
            }
            lock.lock();
            writing = false;
            std::vector<DocumentEvent> events;
            std::shared_ptr<const rollback::Workspace> former;
            if (done) {
                former = std::exchange(stored, pending.after);
                storedRevision = pending.revision;
                if (pending.outcome)
                    *pending.outcome = done;
                events.push_back({DocumentEvent::Kind::Stored, storedRevision, std::nullopt, 0});
            } else {
                reject(pending, done.error(), events);
            }
            idle.notify_all();
            lock.unlock();
            // What the edit held may be large, and nobody waits for it to be freed.
            const std::string plan = editedPlan(pending.edit);
            const bool waited = pending.outcome != nullptr;
            pending = {};
            former.reset();
            for (const DocumentEvent &event : events)
                notify(event);
            lock.lock();
            // Whoever waits for each edit sends the next one at once: a copy would only be in its way.
            if (done && !waited)
                makeSpare(plan, lock);
        }
    }

    void makeSpare(const std::string &plan, std::unique_lock<std::mutex> &lock)
    {
        if (stopping || !queue.empty())
            return;
        std::shared_ptr<const rollback::Workspace> from = current;
        const std::uint64_t fromRevision = revision;
        std::shared_ptr<rollback::Workspace> outdated = std::exchange(spare, nullptr);
        lock.unlock();
        outdated.reset();
        auto copy = std::make_shared<rollback::Workspace>(*from);
        for (Shared<rollback::Plan> &candidate : copy->plans) {
            if (candidate->id != plan)
                continue;
            // With room for new steps: growing by one would move them all.
            std::vector<rollback::Step> &steps = candidate.edit().steps;
            steps.reserve(steps.size() + steps.size() / 64 + 16);
        }
        from.reset();
        lock.lock();
        if (revision == fromRevision) {
            spare = std::move(copy);
            spareRevision = fromRevision;
        } else {
            lock.unlock();
            copy.reset();
            lock.lock();
        }
    }

    /// What was built on an edit that could not be stored goes with it. \pre `mutex` is held.
    void reject(const Pending &pending, const Error &error, std::vector<DocumentEvent> &events)
    {
        DocumentEvent event{DocumentEvent::Kind::Rejected, 0, error, 1 + queue.size()};
        if (pending.outcome)
            *pending.outcome = Result<Done>(error);
        for (const Pending &later : queue) {
            if (later.outcome)
                *later.outcome = Result<Done>(error);
        }
        queue.clear();
        current = stored;
        event.revision = ++revision;
        storedRevision = revision;
        rejection = error;
        events.push_back(std::move(event));
        if (file.access != state.access) {
            takeStateFromFile();
            events.push_back({DocumentEvent::Kind::StateChanged, revision, std::nullopt, 0});
        }
    }

    [[nodiscard]] bool isIdle() const { return queue.empty() && !writing; }

    /// Waits until the file holds what was accepted, and gives the right to exchange it.
    [[nodiscard]] std::unique_lock<std::mutex> holdIdleStorage()
    {
        while (true) {
            {
                std::unique_lock lock(mutex);
                idle.wait(lock, [this] { return isIdle(); });
            }
            std::unique_lock holding(storage);
            const std::lock_guard lock(mutex);
            if (isIdle())
                return holding;
        }
    }

    /// Writes the present contents to `path`. \returns where the rows lie in the new file.
    /// \pre `storage` is held and the writer is idle.
    [[nodiscard]] Result<std::unique_ptr<WorkspaceStore>> writeTo(const std::string &path, Existing existing,
                                                                  FileLock &lock, std::stop_token stop,
                                                                  ProgressSink &progress, OpenOutcome &outcome)
    {
        std::shared_ptr<const rollback::Workspace> contents;
        {
            const std::lock_guard guard(mutex);
            contents = stored;
        }
        // The pages carry what only a newer release knows. But if somebody else has changed the file,
        // they are not what the user sees, and what the user sees is saved.
        if (file.isOurs()) {
            Result<Done> copied = publish(path, existing, lock, [&](Database &to) -> Result<Done> {
                Result<Done> done = copyPages(*file.database, to, stop, progress);
                if (done && !file.isOurs())
                    return Error{ErrorCode::DamagedFile, "the file was changed by another program", file.path, 0, 0};
                return done;
            });
            outcome = file.outcome;
            if (copied)
                return file.store->sameRows();
            const ErrorCode code = copied.error().code;
            if (code != ErrorCode::DamagedFile && code != ErrorCode::FileUnreadable && code != ErrorCode::NotABelayFile)
                return copied.error();
        }
        auto store = std::make_unique<WorkspaceStore>();
        Result<Done> written = publish(path, existing, lock, [&](Database &to) {
            return writeFresh(to, *contents, *store, stop, progress);
        });
        outcome = OpenOutcome::Opened;
        if (!written)
            return written.error();
        return store;
    }

    [[nodiscard]] static Result<std::unique_ptr<Document>> start(DocumentFile opened, Naming naming,
                                                                 std::shared_ptr<const rollback::Workspace> workspace,
                                                                 bool leftBehind)
    {
        auto d = std::make_unique<Private>();
        d->file = std::move(opened);
        d->takeStateFromFile();
        d->state.naming = naming;
        d->state.recovered = d->file.recovered || leftBehind;
        d->edited = leftBehind;
        d->current = std::move(workspace);
        d->stored = d->current;
        Private *self = d.get();
        d->writer = std::thread([self] { self->write(); });
        return std::unique_ptr<Document>(new Document(std::move(d)));
    }

    /// Writes a new file and opens it.
    [[nodiscard]] static Result<std::unique_ptr<Document>> startNew(const std::string &path, Existing existing,
                                                                    Naming naming,
                                                                    const rollback::Workspace &workspace,
                                                                    std::stop_token stop, ProgressSink &progress)
    {
        Result<std::string> target = resolveTarget(path, existing);
        if (!target)
            return target.error();
        FileLock lock;
        auto store = std::make_unique<WorkspaceStore>();
        Result<Done> made = publish(*target, existing, lock, [&](Database &database) {
            return writeFresh(database, workspace, *store, stop, progress);
        });
        if (!made)
            return made.error();
        Result<DocumentFile> adopted = adoptFile(*target, std::move(lock), std::move(store));
        if (!adopted)
            return adopted.error();
        adopted->outcome = OpenOutcome::Created;
        auto contents = std::make_shared<rollback::Workspace>(workspace);
        // As they will be read from the file.
        std::sort(contents->layout.begin(), contents->layout.end(),
                  [](const auto &a, const auto &b) { return a.component < b.component; });
        return start(std::move(*adopted), naming, std::move(contents), false);
    }
};

Document::Document(std::unique_ptr<Private> d) : m_d(std::move(d)) {}

Result<std::unique_ptr<Document>> Document::open(const std::string &path, OpenOptions options, std::stop_token stop,
                                                 ProgressSink *progress)
{
    NoProgress quiet;
    std::shared_ptr<const rollback::Workspace> workspace;
    Result<DocumentFile> file
        = openFile(path, options.access, std::move(stop), progress ? *progress : quiet, workspace);
    if (!file)
        return file.error();
    return Private::start(std::move(*file), Naming::Named, std::move(workspace), false);
}

Result<std::unique_ptr<Document>> Document::create(const std::string &path, const rollback::Workspace &workspace,
                                                   Existing existing, std::stop_token stop, ProgressSink *progress)
{
    NoProgress quiet;
    return Private::startNew(path, existing, Naming::Named, workspace, std::move(stop), progress ? *progress : quiet);
}

Result<std::unique_ptr<Document>> Document::createUntitled(const std::string &folder,
                                                           const rollback::Workspace &workspace, std::stop_token stop,
                                                           ProgressSink *progress)
{
    NoProgress quiet;
    if (Result<Done> made = makeRecoveryFolder(folder); !made)
        return made.error();
    // Another instance may take a name between our looking and our writing.
    for (int number = 1;; ++number) {
        const std::string path = folder + "/untitled-" + std::to_string(number) + std::string(fileSuffix);
        if (::access(path.c_str(), F_OK) == 0)
            continue;
        Result<std::unique_ptr<Document>> made = Private::startNew(path, Existing::Refuse, Naming::Untitled, workspace,
                                                                   stop, progress ? *progress : quiet);
        const bool taken = !made
            && (made.error().code == ErrorCode::FileLocked
                || (made.error().code == ErrorCode::FileUnwritable && ::access(path.c_str(), F_OK) == 0));
        if (!taken || number > 10000)
            return made;
    }
}

Result<std::unique_ptr<Document>> Document::recover(const std::string &path, std::stop_token stop, ProgressSink *progress)
{
    NoProgress quiet;
    std::shared_ptr<const rollback::Workspace> workspace;
    Result<DocumentFile> file
        = openFile(path, Access::Writable, std::move(stop), progress ? *progress : quiet, workspace);
    if (!file)
        return file.error();
    // Two windows must not offer the same leftover as their own.
    if (file->reason == ReadOnlyReason::Locked)
        return Error{ErrorCode::FileLocked, readOnlySentence(file->reason, file->holder), file->path, 0, 0};
    return Private::start(std::move(*file), Naming::Untitled, std::move(workspace), true);
}

Document::~Document()
{
    {
        const std::lock_guard lock(m_d->mutex);
        m_d->stopping = true;
        m_d->wake.notify_one();
    }
    m_d->writer.join();
    DocumentFile &file = m_d->file;
    const bool goes = m_d->state.naming == Naming::Untitled && file.access == Access::Writable
        && (m_d->discarded || !m_d->edited);
    file.store.reset();
    file.database.reset();
    if (goes)
        unlink(file.path.c_str());
}

std::shared_ptr<const rollback::Workspace> Document::snapshot() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->current;
}

std::uint64_t Document::revision() const
{
    const std::lock_guard lock(m_d->mutex);
    return m_d->revision;
}

DocumentState Document::state() const
{
    const std::lock_guard lock(m_d->mutex);
    DocumentState state = m_d->state;
    state.storing = !m_d->isIdle();
    state.modified = state.naming == Naming::Untitled && m_d->edited;
    return state;
}

Result<Done> Document::submit(const rollback::Edit &edit)
{
    return m_d->accept(edit, nullptr);
}

Result<Done> Document::commit(const rollback::Edit &edit)
{
    auto outcome = std::make_shared<std::optional<Result<Done>>>();
    if (Result<Done> accepted = m_d->accept(edit, outcome); !accepted)
        return accepted;
    std::unique_lock lock(m_d->mutex);
    m_d->idle.wait(lock, [&] { return outcome->has_value(); });
    if (!**outcome)
        m_d->rejection.reset();
    return **outcome;
}

Result<Done> Document::flush()
{
    std::unique_lock lock(m_d->mutex);
    m_d->idle.wait(lock, [this] { return m_d->isIdle(); });
    if (m_d->rejection)
        return *std::exchange(m_d->rejection, std::nullopt);
    return Done{};
}

Result<Done> Document::saveAs(const std::string &path, Existing existing, std::stop_token stop, ProgressSink *progress)
{
    NoProgress quiet;
    ProgressSink &sink = progress ? *progress : quiet;
    std::uint64_t revision = 0;
    {
        const std::unique_lock holding = m_d->holdIdleStorage();
        DocumentFile &file = m_d->file;
        // Found first, since the name may be our own.
        Result<std::string> target = resolveTarget(path, Existing::Replace);
        if (target && *target == file.path && file.access == Access::Writable && !file.database->hasMoved()
            && file.isOurs() && m_d->state.naming == Naming::Named)
            return Done{};
        target = resolveTarget(path, existing);
        if (!target)
            return target.error();
        const bool ownName = *target == file.path;

        FileLock fresh;
        FileLock &lock = ownName && file.lock.held() ? file.lock : fresh;
        OpenOutcome outcome = OpenOutcome::Opened;
        Result<std::unique_ptr<WorkspaceStore>> store = m_d->writeTo(*target, existing, lock, stop, sink, outcome);
        if (!store)
            return store.error();
        // The new file has its name: from here on nothing may be cancelled.
        Result<DocumentFile> adopted = adoptFile(*target, std::move(lock), std::move(*store));
        if (!adopted)
            return adopted.error();
        adopted->outcome = outcome;
        const bool leftover = m_d->state.naming == Naming::Untitled && !ownName && file.access == Access::Writable;
        file.store.reset();
        file.database.reset();
        if (leftover)
            unlink(file.path.c_str());
        file = std::move(*adopted);
        const std::lock_guard lockState(m_d->mutex);
        m_d->takeStateFromFile();
        m_d->state.naming = Naming::Named;
        m_d->state.recovered = false;
        revision = m_d->revision;
    }
    m_d->notify({DocumentEvent::Kind::StateChanged, revision, std::nullopt, 0});
    return Done{};
}

Result<Done> Document::saveCopy(const std::string &path, Existing existing, std::stop_token stop,
                                ProgressSink *progress)
{
    NoProgress quiet;
    const std::unique_lock holding = m_d->holdIdleStorage();
    Result<std::string> target = resolveTarget(path, existing);
    if (!target)
        return target.error();
    if (*target == m_d->file.path)
        return Error{ErrorCode::FileUnwritable, "this is the document itself", *target, 0, 0};
    FileLock lock;
    OpenOutcome outcome = OpenOutcome::Opened;
    Result<std::unique_ptr<WorkspaceStore>> written
        = m_d->writeTo(*target, existing, lock, std::move(stop), progress ? *progress : quiet, outcome);
    return written ? Result<Done>(Done{}) : Result<Done>(written.error());
}

void Document::discard()
{
    const std::lock_guard lock(m_d->mutex);
    m_d->discarded = true;
}

std::uint64_t Document::addListener(Listener listener)
{
    const std::lock_guard lock(m_d->listening);
    m_d->listeners.emplace_back(m_d->nextListener, std::move(listener));
    return m_d->nextListener++;
}

void Document::removeListener(std::uint64_t id)
{
    const std::lock_guard lock(m_d->listening);
    std::erase_if(m_d->listeners, [id](const auto &entry) { return entry.first == id; });
}

} // namespace belay::workspace
