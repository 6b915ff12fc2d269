using System.ComponentModel;

namespace Liten;

/// <summary>All that an owner is to its calls and waits: must they stop, who is suspended, where they go on.</summary>
/// <remarks>User code never derives from this type.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class AbortScope : AwaitSource
{
    /// <summary>The value of <see cref="PinnedWorker"/> when any worker may run the scope's code.</summary>
    internal const short AnyWorker = -1;

    /// <summary>Whether the scope is known to have ended before its calls.</summary>
    internal AtomicFlag Outlived;

    private Published<ForeignAwait> _foreign;

    private protected AbortScope(Home home) => Home = home;

    /// <summary>
    /// The last of the scope's calls that went to wait for something that knows no Liten; it may be another's by now.
    /// </summary>
    internal ForeignAwait? Foreign => _foreign.Value;

    /// <summary>The place of a task in its group; the group's latch guards it.</summary>
    internal int PlaceInGroup { get; set; }

    /// <summary>
    /// When the scope became one of the live ones, by its runtime's clock, or a little before: see
    /// <see cref="Admission.Now"/>.
    /// </summary>
    internal long Born { get; set; }

    /// <summary>Where the scope's code runs.</summary>
    internal Home Home { get; }

    /// <summary>The number of the task that the scope is.</summary>
    internal long TaskId { get; private protected set; }

    /// <summary>With work stealing off, the number of the only worker that may run the scope's code.</summary>
    internal abstract short PinnedWorker { get; set; }

    internal sealed override AbortScope Owner => this;

    /// <summary>Whether the scope's next wait must throw: it was aborted and no shield holds the abort back.</summary>
    internal abstract bool MustStop { get; }

    /// <summary>Whether the scope has ended, so that no code of it runs any more.</summary>
    internal abstract bool HasEnded { get; }

    /// <summary>Whether a shutdown has ended the scope although its code had not: that code never goes on.</summary>
    internal abstract bool IsGivenUp { get; }

    /// <summary>Whether a call of the scope's code is suspended. The answer may be outdated at once.</summary>
    internal abstract bool HasOpenCalls { get; }

    /// <summary>Asks the scope's code to stop. Runs none of it on the caller's stack.</summary>
    internal abstract void RequestAbort();

    /// <summary>Ends the waits of the calls that have outlived the scope.</summary>
    internal abstract void AbortOpenCalls();

    /// <summary>Lists a call that is about to wait, so that an abort finds the wait.</summary>
    internal abstract void List(WorkItem call);

    /// <summary>Takes a call off the list: for the call itself, which waits for nothing now.</summary>
    internal abstract void Unlist(WorkItem call);

    /// <summary>A call of the scope's code begins to wait for something that knows no Liten.</summary>
    internal void NoteForeign(ForeignAwait wait) => _foreign.Set(wait);

    /// <summary>The scope has ended: it keeps nothing of a call's.</summary>
    private protected void ForgetForeign()
    {
        if (_foreign.OwnValue is not null)
        {
            _foreign.Set(null);
        }
    }

    /// <summary>What the scope is, for people.</summary>
    internal abstract TaskInfo Describe();

    /// <summary>What a wait of this scope throws when the scope must stop.</summary>
    internal abstract Exception AbortException();

    /// <summary>Called once, before the scope becomes one of the live ones or is refused.</summary>
    internal abstract void Admitted(long id, int slot);

    internal sealed override bool BelongsTo(AbortScope? owner, Home? home)
        => ReferenceEquals(this, owner) && ReferenceEquals(Home, home);

    internal sealed override void Wake() => Home.Schedule(this, Turn.Current);

    internal sealed override void Yield() => Home.Yield(this, Turn.Current);
}
