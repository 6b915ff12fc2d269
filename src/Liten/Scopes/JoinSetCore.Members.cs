namespace Liten;

/// <content>How tasks come into the set and leave it, and its end.</content>
public abstract partial class JoinSetCore<TResult>
{
    /// <summary>
    /// Aborts all tasks of the set and completes when they have unwound. Results not taken are dropped.
    /// </summary>
    /// <returns>The end; await it once, and await it at all.</returns>
    /// <remarks>
    /// <para>From here on nothing can be spawned, and who waits for a result gets null.</para>
    /// <para>
    /// A failure that nobody has taken goes to <c>OnUnhandledException</c>. Cancellation: it also waits for the
    /// unwinding when the calling task was aborted. May be called several times; each call waits.
    /// </para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">A task of the set calls, which would wait for itself.</exception>
    public LitenTask DisposeAsync()
    {
        if (TaskCore.Current is { } current && ReferenceEquals(current.Group, this) && IsMember(current))
        {
            throw new InvalidOperationException(
                $"The {current.Describe()} belongs to the JoinSet, so it would wait for itself. Call AbortAll in it, " +
                "and dispose the set where it was made.");
        }

        _isDisposed.TrySet();
        Close();
        Latch.Enter();
        bool isFirst = !_isAwaited;
        _isAwaited = true;
        _untaken = 0;
        _finished = default;
        Latch.Exit();

        HandOver();
        AbortMembers();
        return HasEnded ? default : isFirst ? WaitForEnd() : WaitWithOthers();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => DisposeAsync().AsValueTask();

    void IWaitHolder<VoidResult>.Forget(WaitNode<VoidResult> node)
    {
        Latch.Enter();
        _disposers.Remove(node);
        Latch.Exit();
    }

    /// <summary>Steps 1 and 2.</summary>
    private protected SpawnedTask<TTask> Start<TTask>(SpawnedTask<TTask> task)
    {
        Reserve();
        bool isStarted = false;
        try
        {
            task.Start();
            isStarted = true;
        }
        finally
        {
            if (!isStarted && !task.HasEnded)
            {
                ReturnRoom();
            }
        }

        if (task.HasEnded)
        {
            // At its birth: then it was no member, and nobody was told.
            HandOver();
        }

        return task;
    }

    /// <summary>Step 3.</summary>
    private protected override void MemberLeaves(AbortScope scope, bool wasMember)
    {
        if (!IsClosedUnsynchronized && scope.HasEnded)
        {
            _finished.Add((TaskCore)scope);
        }
    }

    /// <summary>Step 4.</summary>
    private protected override void MemberLeft(AbortScope member, int left)
    {
        // Read without the latch: who waited when the member left is listed, and who came later has found it finished.
        if (!_waiters.IsEmpty)
        {
            HandOver();
        }

        if (HasEnded)
        {
            ClaimedWaits<VoidResult> disposers = default;
            Latch.Enter();
            disposers.TakeAllFrom(ref _disposers);
            Latch.Exit();
            disposers.SetResult(default);
        }
    }

    private protected override void MemberFailed(AbortScope member, bool isAwaited)
    {
        // Each failure is for whoever takes it.
    }

    private protected override void OwnerAborted()
    {
        // Only a disposal waits for the end, and it has aborted all.
    }

    private async LitenTask WaitForEnd() => await new GroupEndAwaiter(this);

    /// <summary>A further disposal: its wait does not end early, as the first one's does not.</summary>
    private async LitenTask WaitWithOthers()
    {
        using AbortShield? shield = TaskCore.Current is { } current ? new AbortShield(current) : null;
        WaitNode<VoidResult> node = WaitNode<VoidResult>.Rent(this);
        Latch.Enter();
        bool waits = !HasEnded;
        if (waits)
        {
            _disposers.AddLast(node);
        }

        Latch.Exit();
        if (waits)
        {
            await node.Begin(CancellationToken.None);
        }
        else
        {
            node.Discard();
        }
    }

    private void Reserve()
    {
        while (true)
        {
            Latch.Enter();
            bool isClosed = IsClosedUnsynchronized;
            int room = _finished.Room;
            bool isReserved = !isClosed && _untaken < room;
            _untaken += isReserved ? 1 : 0;
            Latch.Exit();
            if (isReserved)
            {
                return;
            }

            if (isClosed)
            {
                throw new ObjectDisposedException(
                    "JoinSet",
                    "The JoinSet was disposed, and what it spawned now would belong to nobody. Spawn before that, or " +
                    "use LitenTask.Spawn for a task that belongs to nobody.");
            }

            Resize(room, Math.Max(FirstRoom, 2 * room));
        }
    }

    private void ReturnRoom()
    {
        Latch.Enter();
        _untaken -= IsClosedUnsynchronized ? 0 : 1;
        Latch.Exit();

        // The set may be empty now.
        HandOver();
    }

    private void ShrinkIfWide(int untaken, int room)
    {
        if (room <= 8 * FirstRoom || untaken >= room / 4)
        {
            return;
        }

        try
        {
            Resize(room, room / 2);
        }
        catch (OutOfMemoryException)
        {
            // Then it stays large.
        }
    }

    /// <summary>Nothing, if another thread has done it meanwhile.</summary>
    private void Resize(int from, int to)
    {
        var ring = new QueueSlot<TaskCore>[to];
        Latch.Enter();
        if (_finished.Room == from && _untaken <= to)
        {
            _finished.MoveTo(ring);
        }

        Latch.Exit();
    }
}
