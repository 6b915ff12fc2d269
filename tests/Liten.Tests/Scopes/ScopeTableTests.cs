namespace Liten.Tests.Scopes;

/// <summary>Every combination of scope, failure, deadline, abort and shutdown, turn by turn on the test's thread.</summary>
public sealed class ScopeTableTests
{
    [Fact]
    public void Each_combination_ends_as_promised()
    {
        ScopeCell[] cells = [.. ScopeCell.All];
        List<string> mismatches = [];
        foreach (ScopeCell cell in cells)
        {
            using var life = new ScopeLife(cell);
            (string outcome, int told) = life.Run();
            if ((outcome, told) != cell.Promised() || life.Violation is not null)
            {
                mismatches.Add($"{cell}: promised {cell.Promised()}, seen {(outcome, told)} {life.Violation}");
            }
        }

        Assert.Equal(5_184, cells.Length);
        Assert.True(mismatches.Count == 0, $"{mismatches.Count} of {cells.Length}:\n{string.Join('\n', mismatches.Take(20))}");
    }

    /// <summary>Runs one cell.</summary>
    private sealed class ScopeLife : IDisposable
    {
        private static readonly TimeSpan s_timeout = TimeSpan.FromHours(1);

        private readonly ScopeCell _cell;
        private readonly ManualClock _clock = new(1);
        private readonly CancellationTokenSource _source = new();
        private readonly List<JoinHandle> _children = [];
        private readonly ListScheduler _runtime;
        private readonly TimerDriver _timers;
        private readonly SynchronizationContext? _context = SynchronizationContext.Current;
        private TaskScope? _scope;
        private JoinHandle? _owner;
        private string _outcome = ScopeCell.StillWaits;
        private int _told;

        public ScopeLife(ScopeCell cell)
        {
            _cell = cell;
            _runtime = new ListScheduler(new RuntimeHooks { OnUnhandledException = _ => _told++ });
            _timers = new TimerDriver(_clock, static () => { });
            _runtime.Host.Timers = _timers;
            SynchronizationContext.SetSynchronizationContext(_runtime.Host.SynchronizationContext);
        }

        /// <summary>What must never be, whatever the cell.</summary>
        public string? Violation { get; private set; }

        public (string Outcome, int Told) Run()
        {
            _owner = _runtime.Spawn(OwnAsync);
            _runtime.RunAll();
            if (!_cell.CutsInBody)
            {
                CutShort();
                _runtime.RunAll();
            }

            (string Outcome, int Told) seen = (_outcome, _told);
            _owner.Abort();
            _runtime.RunAll();
            Violation ??= !_owner.IsCompleted ? "the owner hangs"
                : _runtime.Host.LiveTasks().Count > 0 ? "a task is left"
                : _timers.Sleeps.Count > 0 ? "a sleep is left" : null;
            return seen;
        }

        public void Dispose()
        {
            SynchronizationContext.SetSynchronizationContext(_context);
            _runtime.Dispose();
            _source.Dispose();
        }

        private async LitenTask OwnAsync()
        {
            var options = new ScopeOptions
            {
                WaitForChildren = _cell.WaitsForChildren,
                Timeout = s_timeout,
                CancellationToken = _source.Token,
            };
            try
            {
                _outcome = await (_cell.Supervises ? TaskScope.SuperviseAsync(BodyAsync, options) : TaskScope.RunAsync(BodyAsync, options));
            }
            catch (Exception exception)
            {
                _outcome = Read(exception);
            }

            Violation ??= _children.Exists(static child => !child.IsCompleted) ? "a child has outlived its scope" : null;
        }

        private async LitenTask<string> BodyAsync(TaskScope scope)
        {
            _scope = scope;
            foreach (ChildFate fate in (ChildFate[])[_cell.First, _cell.Second])
            {
                JoinHandle child = scope.Spawn((fate, _children.Count), ChildAsync);
                _children.Add(child);
                if (fate == ChildFate.IsAbortedByHandle)
                {
                    child.Abort();
                }
            }

            if (_cell.CutsInBody)
            {
                CutShort();
            }

            switch (_cell.Body)
            {
                case BodyEnd.Throws:
                    throw new FormatException("body");
                case BodyEnd.Waits:
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                    break;
                case BodyEnd.Joins:
                    await scope.JoinAsync();
                    break;
            }

            return ScopeCell.Result;
        }

        private static async LitenTask ChildAsync((ChildFate Fate, int Number) me)
        {
            switch (me.Fate)
            {
                case ChildFate.Ends:
                    await LitenTask.Yield();
                    break;
                case ChildFate.Throws:
                    await LitenTask.Yield();
                    throw new FormatException($"child {me.Number}");
                case ChildFate.IsCancelled:
                    await LitenTask.Yield();
                    throw new OperationCanceledException("cancelled");
                case ChildFate.Waits:
                    await Time.Sleep(Timeout.InfiniteTimeSpan);
                    break;
                case ChildFate.ThrowsWhenAborted:
                    try
                    {
                        await Time.Sleep(Timeout.InfiniteTimeSpan);
                    }
                    catch (TaskAbortedException)
                    {
                        throw new FormatException("unwinding");
                    }

                    break;
            }
        }

        private void CutShort()
        {
            switch (_cell.Cut)
            {
                case Cut.Deadline:
                    _clock.Advance(s_timeout + s_timeout);
                    _timers.RunDue();
                    break;
                case Cut.Token:
                    _source.Cancel();
                    break;
                case Cut.Owner:
                    _owner!.Abort();
                    break;
                case Cut.Abort:
                    _scope!.Abort();
                    break;
                case Cut.Shutdown:
                    _runtime.Host.LiveTasks().ForEach(static task => task.Abort());
                    break;
            }
        }

        private string Read(Exception exception) => exception switch
        {
            FormatException failure => failure.Message,
            TimeoutException => nameof(Cut.Deadline),
            TaskAbortedException aborted => aborted.TaskId == 0 ? nameof(Cut.Abort) : (_cell.Cut == Cut.Shutdown ? nameof(Cut.Shutdown) : nameof(Cut.Owner)),
            OperationCanceledException cancelled => cancelled.CancellationToken == _source.Token && _source.IsCancellationRequested ? nameof(Cut.Token) : cancelled.Message,
            _ => exception.ToString(),
        };
    }
}
