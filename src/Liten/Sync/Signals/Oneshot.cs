namespace Liten;

/// <summary>A channel for a single value: one side sends it, the other one waits for it.</summary>
/// <remarks>
/// <para>
/// Thread safety: sender and receiver may be used from any thread, inside and outside of a runtime. Both are small
/// structs over one shared object, so their copies are the same sender and the same receiver.
/// </para>
/// <para>
/// Cancellation: a cancelled or aborted wait takes nothing. The value, sent before or later, can still be received.
/// </para>
/// <para>Fairness: there is one receiver, so the question does not arise.</para>
/// <para>
/// Dispose the sender when it may end without sending: the receiver then gets an <see cref="OneshotClosedException"/>.
/// A sender that is only forgotten and garbage collected cannot be noticed, and its receiver waits on.
/// </para>
/// <example>
/// <code>
/// static async Task&lt;int&gt; MeasureAsync(CancellationToken cancellationToken)
/// {
///     var (sender, receiver) = Oneshot.Create&lt;int&gt;();
///     ThreadPool.QueueUserWorkItem(_ =>
///     {
///         using (sender)
///         {
///             sender.TrySend(Environment.ProcessorCount);
///         }
///     });
///     return await receiver.ReceiveAsync(cancellationToken);
/// }
/// </code>
/// </example>
/// </remarks>
public static class Oneshot
{
    /// <summary>Makes the two sides of a new oneshot.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="name">What it is called where people are told what tasks wait for; null for no name.</param>
    public static (OneshotSender<T> Sender, OneshotReceiver<T> Receiver) Create<T>(string? name = null)
    {
        OneshotCell<T> cell = name is null ? new OneshotCell<T>() : new NamedOneshotCell<T>(name);
        return (new OneshotSender<T>(cell), new OneshotReceiver<T>(cell));
    }
}
