// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/items/schemagridmodel.h"
#include "views/shell/place.h"

class QSplitter;
class QStackedWidget;

namespace belay::views {

class EvidencePane;
class RepositoryPanel;
class SafePane;
class SchemaGrid;
class SchemaHeader;
class StatePanel;
class StatementPane;

/// Migrations between two releases of a repository: what each does to the release before, with the
/// statements that break. Asks for checks by signals; whoever runs them answers through the setters.
class SchemaPlace final : public Place {
    Q_OBJECT
public:
    enum class ReportFormat : std::uint8_t { Json, Sarif, Text };
    enum class Page : std::uint8_t { Open, Running, Failed, Result };

    explicit SchemaPlace(const Theme &theme, QWidget *parent = nullptr);
    ~SchemaPlace() override;

    [[nodiscard]] QString id() const override { return QStringLiteral("schema"); }
    [[nodiscard]] QString title() const override { return tr("Schema"); }
    [[nodiscard]] QString iconName() const override { return QStringLiteral("database"); }
    [[nodiscard]] QList<QAction *> commands() const override;
    /// Migrations that close the way back.
    [[nodiscard]] int badge() const override;

    void setWorkspace(std::shared_ptr<const rollback::Workspace> workspace) override;
    void setAnalysis(const Analysis &) override {}
    void setEnvironment(const QString &environment) override;
    void setReadOnly(bool readOnly, const QString &reason) override;
    /// A finding's evidence: selects its statement where the result has it, and says so where not.
    bool reveal(const Target &target) override;
    /// The next migration whose way back is not open.
    void stepFinding(int direction) override;
    /// Stops a check.
    bool cancel() override;
    void paintPicture(QPainter &painter, const QRectF &target) override;

    /// What the panel starts with.
    void setRequest(const items::SchemaRequest &request);
    void setFolder(const QString &folder);
    void setRepository(const items::SchemaRepository &repository);
    void setRepositoryError(const Error &error);
    void setRunning(const items::SchemaRequest &request);
    /// `total` 0: unknown.
    void setProgress(const QString &what, quint64 done, quint64 total);
    void setRun(std::shared_ptr<const items::SchemaRun> run);
    void setFailed(const Error &error);
    void setCancelled();

    [[nodiscard]] Page page() const;
    [[nodiscard]] std::shared_ptr<const items::SchemaRun> run() const { return m_run; }
    [[nodiscard]] QList<QAction *> exportActions() const;
    void select(int migration, int column);
    [[nodiscard]] SchemaGrid &grid() const { return *m_grid; }
    [[nodiscard]] EvidencePane &evidence() const { return *m_evidence; }
    [[nodiscard]] StatementPane &statement() const { return *m_statement; }
    [[nodiscard]] SafePane &safe() const { return *m_safe; }
    [[nodiscard]] RepositoryPanel &panel() const { return *m_panel; }
    [[nodiscard]] StatePanel &state() const { return *m_state; }
    [[nodiscard]] SchemaHeader &header() const { return *m_header; }

Q_SIGNALS:
    void folderRequested();
    void repositoryRequested(const QString &folder);
    void checkRequested(const belay::items::SchemaRequest &request);
    void cancelRequested();
    void exportRequested(belay::views::SchemaPlace::ReportFormat format);

protected:
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void buildActions();
    void connectWidgets();
    void check(const items::SchemaRequest &request);
    void replay();
    void showPage(Page page);
    void showOpenPanel();
    void showCell(int row, int column);
    void showEntry(int row);
    void updateHeader();
    void updateActions();
    void updateChoices();
    void addToPlan(const QString &plan, const QString &component);
    void fitPanes();

    std::shared_ptr<const rollback::Workspace> m_workspace;
    QString m_environment;
    QString m_readOnlyReason;
    items::SchemaRequest m_request;    ///< Of the running or the last check.
    std::shared_ptr<const items::SchemaRun> m_run;
    QStringList m_tags;
    QString m_tagsOf;                  ///< The repository that they are of.
    QString m_progress;
    bool m_running = false;
    bool m_failed = false;
    bool m_fitted = false;
    items::SchemaGridModel m_model;

    SchemaHeader *m_header;
    QStackedWidget *m_pages;
    RepositoryPanel *m_panel;
    StatePanel *m_state;
    QSplitter *m_splitter;
    QSplitter *m_panes;
    SchemaGrid *m_grid;
    EvidencePane *m_evidence;
    StatementPane *m_statement;
    SafePane *m_safe;
    QAction *m_open = nullptr;
    QAction *m_replay = nullptr;
    QAction *m_stop = nullptr;
    QAction *m_retry = nullptr;
    QAction *m_record = nullptr;
    QAction *m_back = nullptr;
    QList<QAction *> m_exports;
};

} // namespace belay::views
