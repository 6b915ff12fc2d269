namespace Liten;

/// <summary>
/// Who wants to know when a channel can be read or written, without taking part: the adapters of .NET's own channels.
/// </summary>
/// <remarks>A channel without adapters has none. The queues are guarded by the channel's latch.</remarks>
internal sealed class ChannelWatch(ChannelLatch channel)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ChannelQueue<bool> Readers { get; } = new(channel);

    public ChannelQueue<bool> Writers { get; } = new(channel);

    /// <summary>Ends when the channel is closed and nothing is left in it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The channel has ended; what follows the first call changes nothing.</summary>
    public void Complete(Exception? error)
    {
        if (error is null)
        {
            _completion.TrySetResult();
        }
        else if (_completion.TrySetException(error))
        {
            // Observed here: nobody has to look at this task, and each receive tells the error.
            _ = _completion.Task.Exception;
        }
    }
}
