using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Liten;

/// <summary>Logs unhandled exceptions, but not on the thread that reports them: it may be the finalizer's.</summary>
internal sealed class UnhandledExceptionLog
{
    /// <summary>More are dropped, and counted: they come from one fault as a rule (arbitrary).</summary>
    private const int MostWaiting = 1024;

    private readonly ILogger _logger;
    private readonly Channel<UnhandledExceptionInfo> _waiting
        = Channel.CreateBounded<UnhandledExceptionInfo>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private readonly Task _writing;
    private long _dropped;

    public UnhandledExceptionLog(ILogger logger)
    {
        _logger = logger;
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The hook of the runtime: it does not block.</summary>
    public void Add(UnhandledExceptionInfo info)
    {
        if (!_waiting.Writer.TryWrite(info))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public void Close() => _waiting.Writer.TryComplete();

    /// <summary>Waits until all are logged. What comes later is lost, as the logger will be.</summary>
    public Task CloseAsync()
    {
        Close();
        return _writing;
    }

    private async Task WriteAsync()
    {
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_waiting.Reader.TryRead(out UnhandledExceptionInfo info))
            {
                _logger.Unhandled(info.Exception, info.Task, info.Origin);
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and long dropped)
            {
                _logger.UnhandledDropped(dropped);
            }
        }
    }
}
