namespace Liten;

/// <content>
/// The end of a scope. (1) Something happens: the body returns, a member fails, the time is over, the owner is aborted.
/// (2) The first such cause is kept, and the scope is closed. (3) All members are aborted. (4) The last member that
/// leaves ends the scope. (5) The one who waits gets the outcome.
/// </content>
public sealed partial class TaskScope
{
    /// <summary>Steps 1 to 3. Without effect if there was a cause before, or the scope has ended.</summary>
    private void AbortAll(ScopeCause cause)
    {
        Latch.Enter();
        bool isFirst = _cause == ScopeCause.None && !HasEnded;
        if (isFirst)
        {
            _cause = cause;
        }

        Latch.Exit();
        if (isFirst)
        {
            Close();
            AbortMembers();
        }
    }

    private protected override void OwnerAborted() => AbortAll(ScopeCause.Owner);

    private protected override void OnAwaited() => _body!.OnAwaited();

    private protected override TaskLimitExceededException NoRoom()
        => TaskLimitExceededException.OfScope(ToString(), _options.MaxConcurrency);

    private protected override void MemberFailed(AbortScope scope, bool isAwaited)
    {
        var member = (TaskCore)scope;
        if (!IsFirstFailure(member))
        {
            Report(member, isAwaited);
        }
        else
        {
            AbortAll(ScopeCause.Failure);
        }
    }

    private bool IsFirstFailure(TaskCore member)
    {
        if (_supervises && member != _body)
        {
            return false;
        }

        Latch.Enter();

        // What ends as cancelled while all is being aborted has seen an aborted task: that is no failure of its own.
        bool isFirst = _failed is null && (member.HasFailed || _cause == ScopeCause.None);
        if (isFirst)
        {
            _failed = member;
        }

        Latch.Exit();
        return isFirst;
    }

    /// <summary>Tells of a failure that the scope does not end with.</summary>
    private void Report(TaskCore member, bool isAwaited)
    {
        if (isAwaited || !member.HasFailed)
        {
            return;
        }

        Exception failure = member.ObserveFailure()!;
        if (!ReferenceEquals(failure, _failed?.ObserveFailure()))
        {
            _host.Hooks.Unhandled(
                failure,
                member.Describe(),
                _supervises ? $"a child of the {this}" : $"a task of the {this}, which had another failure before");
        }
    }

    private protected override void MemberLeaves(AbortScope scope, bool wasMember)
    {
        if (wasMember && _cause is not (ScopeCause.None or ScopeCause.Left))
        {
            // One that has thrown something else while it was aborted has been cut short as well.
            var member = (TaskCore)scope;
            _wasCut |= member.WasAborted || (member.HasFailed && member.IsAbortRequested);
        }
    }

    private protected override void MemberLeft(AbortScope scope, int left)
    {
        // Read without the latch: who waited when the member left is listed, and who came later has counted without it.
        if (!_joiners.IsEmpty)
        {
            WakeJoiners();
        }

        if (scope == _body && left > 0)
        {
            BodyHasLeft();
        }
    }

    private void WakeJoiners()
    {
        ClaimedWaits<VoidResult> joiners = default;
        Latch.Enter();
        if (LiveCountUnsynchronized <= 1)
        {
            joiners.TakeAllFrom(ref _joiners);
        }

        Latch.Exit();
        joiners.SetResult(default);
    }

    private void BodyHasLeft()
    {
        if (_body!.WasAborted)
        {
            // By a shutdown, if the scope has not done it itself.
            AbortAll(ScopeCause.Abort);
        }
        else if (!_options.WaitForChildren)
        {
            AbortAll(ScopeCause.Left);
        }
    }

    /// <summary>Step 5: throws if the scope has ended with a failure or by an abort.</summary>
    private void ThrowIfFailed(TaskCore body)
    {
        _failed?.ThrowIfFailed();
        if (!_wasCut && !body.WasAborted)
        {
            return;
        }

        switch (_cause)
        {
            case ScopeCause.Deadline:
                throw new TimeoutException(
                    _options.Deadline == DateTimeOffset.MaxValue
                        ? $"The {this} did not end within its timeout of {_options.Timeout}."
                        : $"The {this} did not end before its deadline, {_options.Deadline:O}, or within its timeout.");
            case ScopeCause.Token:
                throw new OperationCanceledException(_options.CancellationToken);
            case ScopeCause.Owner:
                throw _owner!.AbortException();
            default:
                throw new TaskAbortedException($"The {this} was aborted.");
        }
    }
}
