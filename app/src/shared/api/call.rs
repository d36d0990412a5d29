//! How the browser calls a server function. `Http`, Leptos' own protocol, compiles the way from the request to
//! the answer anew for each function. Here only what differs is: the arguments and the value.

use super::AppError;
use leptos::server_fn::client::Client;
use leptos::server_fn::codec::{self, Encoding, IntoReq};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::redirect::call_redirect_hook;
use leptos::server_fn::response::ClientRes;
use leptos::server_fn::server::Server;
use leptos::server_fn::{ContentType, Http, Protocol};
use serde::de::DeserializeOwned;
use std::marker::PhantomData;
use std::pin::Pin;

/// `protocol = Call<Form>` or `protocol = Call<Json>`: how the arguments go out. The answer is JSON.
pub struct Call<Arguments>(PhantomData<Arguments>);

impl<Arguments, Input, Output, C, S> Protocol<Input, Output, C, S, AppError> for Call<Arguments>
where
    Http<Arguments, codec::Json>: Protocol<Input, Output, C, S, AppError>,
    Arguments: Encoding,
    Input: IntoReq<Arguments, C::Request, AppError> + Send,
    Output: DeserializeOwned,
    C: Client<AppError>,
    S: Server<AppError>,
{
    const METHOD: http::Method = Arguments::METHOD;

    fn run_server<F, Fut>(
        request: S::Request,
        function: F,
    ) -> impl Future<Output = Result<S::Response, AppError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, AppError>> + Send,
    {
        Http::<Arguments, codec::Json>::run_server(request, function)
    }

    async fn run_client(path: &str, arguments: Input) -> Result<Output, AppError> {
        let request = arguments.into_req(path, codec::Json::CONTENT_TYPE)?;
        let value = ask::<C>(request).await?;
        // From a text, as resources are read from the page: a reader of bytes would be all of it again.
        serde_json::from_str(&value).map_err(unreadable)
    }
}

/// The part that is the same for all. Boxed, so that it is not drawn into each caller.
fn ask<C: Client<AppError>>(
    request: C::Request,
) -> Pin<Box<dyn Future<Output = Result<String, AppError>> + Send>> {
    Box::pin(async move {
        let answer = C::send(request).await?;
        let (status, redirected) = (answer.status(), answer.has_redirect());
        let location = answer.location();
        let text = answer.try_into_string().await?;
        match status {
            400..=599 => return Err(serde_json::from_str(&text).unwrap_or_else(unreadable)),
            300..=399 => call_redirect_hook(&location),
            _ if redirected => call_redirect_hook(&location),
            _ => {}
        }
        Ok(text)
    })
}

fn unreadable(error: serde_json::Error) -> AppError {
    AppError::from_server_fn_error(ServerFnErrorErr::Deserialization(error.to_string()))
}
