using System.Net;

namespace Liten;

/// <summary>Who may see a dashboard, and what may be done with it.</summary>
/// <remarks>Read once, when the dashboard is mapped or started; later changes have no effect.</remarks>
public sealed class DashboardOptions
{
    /// <summary>A token that is shorter could be guessed.</summary>
    internal const int LeastTokenLength = 16;

    /// <summary>Whether tasks may be asked to stop from the dashboard. The default is false: it only shows.</summary>
    public bool AllowAbort { get; set; }

    /// <summary>
    /// The runtimes that are shown. Null, the default, for all of the process, also those that are built later.
    /// </summary>
    public IReadOnlyList<Runtime>? Runtimes { get; set; }

    /// <summary>
    /// Names by which a browser may address the dashboard, other than <c>localhost</c> and the address itself: for
    /// example <c>ops.example.com</c>. A request for any other name is refused, because a foreign page could have
    /// pointed that name here.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>
    /// A secret that who looks has to know: the page is opened once as <c>/?token=..</c>, and a cookie remembers it; a
    /// program sends it as a bearer token. Null, the default, for none.
    /// </summary>
    /// <value>16 characters or more.</value>
    public string? AccessToken { get; set; }

    /// <summary>
    /// Where <see cref="LitenDashboard.Start(int, DashboardOptions)"/> listens: this machine only by default. Another
    /// address needs an <see cref="AccessToken"/>. Not used by <c>MapLitenDashboard</c>: there the host listens.
    /// </summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <exception cref="InvalidOperationException">The token is too short.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Address);
        if (AccessToken is { Length: < LeastTokenLength })
        {
            throw new InvalidOperationException(
                $"{nameof(AccessToken)} has {AccessToken.Length} characters, which can be guessed. Use "
                + $"{LeastTokenLength} or more random ones, such as RandomNumberGenerator.GetHexString(32) gives.");
        }
    }

    /// <exception cref="InvalidOperationException">Anybody in the network could look.</exception>
    internal void ValidateAddress()
    {
        if (!IPAddress.IsLoopback(Address) && AccessToken is null)
        {
            throw new InvalidOperationException(
                $"A dashboard at {Address} could be seen by anybody who reaches this machine. Set "
                + $"{nameof(DashboardOptions)}.{nameof(AccessToken)}, or leave {nameof(Address)} at IPAddress.Loopback "
                + "and reach it through a tunnel, or use MapLitenDashboard(..).RequireAuthorization() in a web host.");
        }
    }
}
