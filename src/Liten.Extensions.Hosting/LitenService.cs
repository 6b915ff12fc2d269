using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;

namespace Liten;

/// <summary>A hosted service whose code runs on a runtime of Liten's, as a task of it.</summary>
/// <remarks>
/// <para>
/// Otherwise it is a <see cref="BackgroundService"/>: the host starts it without waiting for it, cancels its token when
/// it stops, and waits until it has ended. An exception stops the host or is ignored, as
/// <c>HostOptions.BackgroundServiceExceptionBehavior</c> says. When the host's time is over the task is aborted.
/// </para>
/// <para>The start needs no thread of .NET's ThreadPool, so it does not wait for one.</para>
/// </remarks>
/// <example>
/// <code>
/// public sealed class Ingest(Runtime runtime) : LitenService(runtime)
/// {
///     protected override async LitenTask ExecuteAsync(CancellationToken stoppingToken)
///     {
///         while (!stoppingToken.IsCancellationRequested)
///         {
///             await Time.Sleep(TimeSpan.FromSeconds(1), stoppingToken);
///         }
///     }
/// }
/// </code>
/// </example>
public abstract class LitenService : LitenServiceCore
{
    /// <summary>Makes a service that will run on the given runtime.</summary>
    /// <exception cref="ArgumentNullException">The runtime is null.</exception>
    [SuppressMessage("ApiDesign", "RS0022", Justification = "This is the type to derive from, not its base.")]
    protected LitenService(Runtime runtime)
        : base(runtime)
    {
    }

    /// <summary>The service's code: called once, on the runtime.</summary>
    /// <param name="stoppingToken">Cancelled when the host stops.</param>
    protected new abstract LitenTask ExecuteAsync(CancellationToken stoppingToken);

    private protected sealed override LitenTask RunAsync(CancellationToken stoppingToken)
        => ExecuteAsync(stoppingToken);
}
