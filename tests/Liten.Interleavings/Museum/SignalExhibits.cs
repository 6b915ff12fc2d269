namespace Liten.Interleavings;

/// <summary>Bugs of signals: a notification that is lost or counted twice, a lag that is none, a response for somebody else.</summary>
internal static class SignalExhibits
{
    private const string Notify = "Sync/Signals/AsyncNotify.cs";
    private const string Ring = "Sync/Signals/BroadcastRing{T}.cs";

    public static IEnumerable<Exhibit> All =>
    [
        new(
            "notify.all-writes-the-permit-back",
            "tokio#3660: notify_waiters read the state, counted its generation and wrote both back. A permit that notify_one left between was overwritten.",
            "notify.one-against-all-without-waiters",
            Notify,
            """
                public void NotifyAll()
                {
                    SchedulingPoint.Here();
                    _latch.Enter();
            """,
            """
                public void NotifyAll()
                {
                    SchedulingPoint.Here();
                    bool permit = _permit;
                    _latch.Enter();
                    _permit = permit;
            """),
        new(
            "notify.all-ends-two-waits",
            "tokio#5396: notify_waiters wakes in batches and unlocks between them. Who was woken by the first and waited again at once was woken by the second.",
            "notify.second-wait-between-two-batches-of-all",
            Notify,
            """
                    _waiters.MoveTo(ref _notified);
                    int until = _rounds++;
                    bool more;
                    do
                    {
                        ClaimedWaits<VoidResult> claimed = default;
                        more = claimed.TakeFrom(ref _notified, until);
            """,
            """
                    bool more;
                    do
                    {
                        ClaimedWaits<VoidResult> claimed = default;
                        more = claimed.TakeFrom(ref _waiters, _rounds);
            """),
        new(
            "notify.one-spent-on-those-of-all",
            "tokio#5458: between two batches of notify_waiters a notify_one was spent on one whom the next batch would have woken anyway.",
            "notify.one-between-two-batches-of-all",
            Notify,
            "WaitNode<VoidResult>? next = WaitNode<VoidResult>.TakeClaimed(ref _waiters);",
            "WaitNode<VoidResult>? next = WaitNode<VoidResult>.TakeClaimed(ref _notified) ?? WaitNode<VoidResult>.TakeClaimed(ref _waiters);"),
        new(
            "notify.one-for-a-cancelled-wait",
            "tokio#4618 and dotnet/runtime#37671: what was handed to a wait that is cancelled at that moment went to nobody.",
            "notify.one-against-cancel-of-the-first-of-two",
            Notify,
            """
                    WaitNode<VoidResult>? next = WaitNode<VoidResult>.TakeClaimed(ref _waiters);
                    if (next is null)
            """,
            """
                    if (_waiters.TryRemoveFirst(out WaitNode<VoidResult>? next) && !next.TryClaim())
                    {
                        next = null;
                    }
                    else if (next is null)
            """),
        new(
            "wait.cancelled-inside-its-registration",
            "dotnet/runtime#132230: a token that fired while it was being registered ended the wait without the claim, and an item that was handed over at "
            + "that moment was lost.",
            "broadcast.send-against-cancelled-receive",
            "Waits/AbortableWait.cs",
            """
                    if (TryClaim())
                    {
                        EndEarly(Failure.OfCancellation(token
            """,
            """
                    if (TryClaim() || !_listens)
                    {
                        EndEarly(Failure.OfCancellation(token
            """),
        new(
            "pulse.gap-between-looking-and-waiting",
            "Beside tokio#7527: a wait that does not know what its caller has seen misses the signal that came between.",
            "pulse.look-then-wait-against-two-pulses",
            "Sync/Signals/PulseCell.cs",
            "bool passed = since is { } seen && seen != generation;",
            "bool passed = since is { } seen && seen > generation;"),
        new(
            "watch.seen-once-for-each-send",
            "Beside tokio#3666: what a receiver has got and what it counts as seen are not the same version, and it gets the same value again.",
            "watch.two-sends-against-receive",
            "Sync/Signals/WatchCell{T}.cs",
            "seat.Position = Tail;\n        return 0;",
            "seat.Position++;\n        return 0;"),
        new(
            "broadcast.close-takes-a-slot",
            "tokio#2425: closing was a message like the others. It overwrote the oldest one, and a receiver that was behind by no more than the capacity lagged.",
            "broadcast.close-against-lagging-receiver-and-send",
            "Sync/Signals/FanOut{T}.cs",
            "        _ended = true;\n",
            "        _ended = true;\n        Tail++;\n"),
        new(
            "broadcast.full-counts-as-overwritten",
            "Beside tokio#4542: whether a receiver that is behind by exactly the capacity has lost something was off by one.",
            "broadcast.overwrite-against-receive",
            Ring,
            "private long OldestUnsynchronized => Math.Max(0, Tail - _slots.Length);",
            "private long OldestUnsynchronized => Math.Max(0, Tail - _slots.Length + 1);"),
        new(
            "broadcast.lag-of-one-who-waits",
            "Beside tokio#5458: a send leaves its latch with some still to wake, and the next one overwrites what they wait for.",
            "broadcast.two-sends-over-one-slot-and-more-waits-than-a-batch",
            Ring,
            "while (IsWakingUnsynchronized)",
            "while (IsWakingUnsynchronized && HasEndedUnsynchronized)"),
        new(
            "request.late-reply-for-the-next-request",
            "Erlang/OTP before aliases of processes: a reply that came after its call had timed out was taken for the reply to a later one.",
            "request.late-reply-against-the-next-request",
            "Sync/Signals/Request{TRequest,TResponse}.cs",
            """
                    bool claimed = node.TryClaim(_version);
                    if (claimed)
                    {
                        node.SetResult(response);
            """,
            """
                    bool claimed = node.TryClaim();
                    if (claimed)
                    {
                        node.SetResult(response);
            """),
    ];
}
