using System.Threading.Channels;

namespace Liten;

/// <summary>What <c>await foreach</c> over a receiver goes through.</summary>
internal static class ReceivedItems
{
    /// <summary>Receives until the channel has ended; an end with an error is thrown.</summary>
    /// <param name="receive">Receives one item, and looks at the token before it takes one that is there.</param>
    /// <param name="cancellationToken">Ends the enumeration with an exception.</param>
    public static async IAsyncEnumerator<T> Of<T>(
        Func<CancellationToken, LitenTask<T>> receive, CancellationToken cancellationToken)
    {
        while (true)
        {
            T item;
            try
            {
                item = await receive(cancellationToken);
            }
            catch (ChannelClosedException closed) when (closed.InnerException is null)
            {
                yield break;
            }

            yield return item;
        }
    }
}
