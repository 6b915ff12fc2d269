using System.Runtime.CompilerServices;

namespace Liten;

/// <summary>Awaits the end of a group, once. An abort of the one who waits reaches the members instead.</summary>
/// <remarks>
/// Awaitable and awaiter in one. What it waits for must stay the first field, see <see cref="AwaiterKind{TAwaiter}"/>.
/// </remarks>
internal readonly struct GroupEndAwaiter(TaskGroup group) : ICriticalNotifyCompletion, ILitenAwaiter
{
    private readonly TaskGroup _group = group;

    public bool IsCompleted => _group.HasEnded;

    public GroupEndAwaiter GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation)
        => ForeignContinuation.Await(_group, continuation, flowContext: true);

    public void UnsafeOnCompleted(Action continuation)
        => ForeignContinuation.Await(_group, continuation, flowContext: false);
}
